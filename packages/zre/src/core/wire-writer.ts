import { limits } from './limits.js';

const encoder = new TextEncoder();

/** Frames are written one behind the other into a chunk, so that a frame of six octets costs no memory block of its own. */
const chunkBytes = 16_384;
let chunk = new Uint8Array(chunkBytes);
let used = 0;

/** The mirror image of WireReader: big-endian numbers and counted strings. Only one at a time may be in use. */
export class WireWriter {
  #start = used;
  #end = used;

  /** The frame; its octets are never written to again. */
  finish(): Uint8Array {
    used = this.#end;
    // Twice as fast as subarray().
    return new Uint8Array(chunk.buffer, this.#start, this.#end - this.#start);
  }

  number1(value: number): void {
    this.#reserve(1);
    chunk[this.#end++] = value;
  }

  number2(value: number): void {
    this.#reserve(2);
    chunk[this.#end++] = value >>> 8;
    chunk[this.#end++] = value & 0xff;
  }

  number4(value: number): void {
    this.number2(value >>> 16);
    this.number2(value & 0xffff);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    chunk.set(value, this.#end);
    this.#end += value.length;
  }

  /** @throws RangeError for more than 255 octets: the caller has checked the text before. */
  string(value: string): void {
    const text = encoder.encode(value);
    if (text.length > limits.shortStringBytesMax) {
      throw new RangeError(
        `A short string has at most ${limits.shortStringBytesMax} octets, got ${text.length}`,
      );
    }
    this.number1(text.length);
    this.bytes(text);
  }

  longString(value: string): void {
    const text = encoder.encode(value);
    this.number4(text.length);
    this.bytes(text);
  }

  strings(values: readonly string[]): void {
    this.number4(values.length);
    for (const value of values) this.longString(value);
  }

  dictionary(entries: ReadonlyMap<string, string>): void {
    this.number4(entries.size);
    for (const [key, value] of entries) {
      this.string(key);
      this.longString(value);
    }
  }

  /** What is begun moves to a new chunk when this one is full; the old one lives as long as its frames. */
  #reserve(size: number): void {
    if (this.#end + size <= chunk.length) return;
    const begun = chunk.subarray(this.#start, this.#end);
    chunk = new Uint8Array(Math.max(chunkBytes, 2 * (begun.length + size)));
    chunk.set(begun);
    this.#start = 0;
    this.#end = begun.length;
  }
}
