import { limits } from './limits.js';

const encoder = new TextEncoder();

/** The mirror image of WireReader: big-endian numbers and counted strings, in a buffer that grows. */
export class WireWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** What was written, without a copy: the writer is not used after this. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  number1(value: number): void {
    this.#number(value, 1);
  }

  number2(value: number): void {
    this.#number(value, 2);
  }

  number4(value: number): void {
    this.#number(value, 4);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
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

  #number(value: number, size: number): void {
    this.#reserve(size);
    for (let index = size - 1; index >= 0; index -= 1) {
      this.#bytes[this.#length] = (value >>> (8 * index)) & 0xff;
      this.#length += 1;
    }
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + size));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
