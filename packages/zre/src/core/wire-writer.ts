import { limits } from './limits.js';

const encoder = new TextEncoder();

/** Written to by one writer at a time: a message is encoded in one go, and then cut out at its exact size. */
let scratch = new Uint8Array(4_096);

/** The mirror image of WireReader: big-endian numbers and counted strings. Only one at a time may be in use. */
export class WireWriter {
  #length = 0;

  finish(): Uint8Array {
    return scratch.slice(0, this.#length);
  }

  number1(value: number): void {
    this.#reserve(1);
    scratch[this.#length++] = value;
  }

  number2(value: number): void {
    this.number1(value >>> 8);
    this.number1(value & 0xff);
  }

  number4(value: number): void {
    this.number2(value >>> 16);
    this.number2(value & 0xffff);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    scratch.set(value, this.#length);
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

  #reserve(size: number): void {
    if (this.#length + size <= scratch.length) return;
    const grown = new Uint8Array(Math.max(2 * scratch.length, this.#length + size));
    grown.set(scratch.subarray(0, this.#length));
    scratch = grown;
  }
}
