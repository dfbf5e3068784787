import type { Content } from '../core/message.js';

/** Sent slots are cut off in one go, once there are this many and they are the larger part. */
const cutFrom = 1_024;

/** Messages waiting for a socket, first in, first out, with their bytes counted. */
export class FrameQueue {
  readonly #messages: Content[] = [];
  #head = 0;
  #bytes = 0;

  get length(): number {
    return this.#messages.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(frames: Content): void {
    this.#messages.push(frames);
    for (const frame of frames) this.#bytes += frame.length;
  }

  take(): Content | undefined {
    const frames = this.#messages[this.#head];
    if (frames === undefined) return undefined;
    for (const frame of frames) this.#bytes -= frame.length;
    this.#head += 1;
    const all = this.#head === this.#messages.length;
    if (all || (this.#head >= cutFrom && 2 * this.#head >= this.#messages.length)) {
      this.#messages.splice(0, this.#head);
      this.#head = 0;
    }
    return frames;
  }
}
