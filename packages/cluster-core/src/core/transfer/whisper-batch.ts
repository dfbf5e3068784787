import type { WireMessage } from '../protocol/message.js';

/**
 * Messages that leave in one turn, in as many whispers as it takes: a whisper arrives whole or not at all, so many small values in
 * one would be as late as a big one.
 */
export class WhisperBatch {
  #ended: WireMessage[][] = [];
  #last: WireMessage[] = [];
  /** Raw bytes that travel in it. */
  #lastBytes: number = 0;

  push(message: WireMessage): void {
    this.#last.push(message);
  }

  /** @param bytesMax of raw bytes in a whisper of more than one value. */
  pushWithValue(message: WireMessage, bytes: number, bytesMax: number): void {
    if (this.#lastBytes > 0 && this.#lastBytes + bytes > bytesMax) this.#end();
    this.#lastBytes += bytes;
    this.#last.push(message);
  }

  /** All that was pushed since it was last taken, by whispers. */
  take(): readonly (readonly WireMessage[])[] {
    this.#end();
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  #end(): void {
    if (this.#last.length > 0) this.#ended.push(this.#last);
    this.#last = [];
    this.#lastBytes = 0;
  }
}
