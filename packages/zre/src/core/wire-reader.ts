const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Bounded big-endian reads. A read past the end yields an empty value and makes `truncated` true for good,
 * so that a caller may read a whole message and look once. Nothing is allocated on a mere announcement.
 */
export class WireReader {
  readonly #bytes: Uint8Array;
  #offset: number;
  #truncated: boolean;

  constructor(bytes: Uint8Array, offset = 0) {
    this.#bytes = bytes;
    this.#offset = offset;
    this.#truncated = false;
  }

  get truncated(): boolean {
    return this.#truncated;
  }

  number1(): number {
    const start = this.#advance(1);
    return this.#truncated ? 0 : (this.#bytes[start] ?? 0);
  }

  number2(): number {
    const start = this.#advance(2);
    return this.#truncated ? 0 : ((this.#bytes[start] ?? 0) << 8) | (this.#bytes[start + 1] ?? 0);
  }

  number4(): number {
    const high = this.number2();
    const low = this.number2();
    return this.#truncated ? 0 : high * 0x10000 + low;
  }

  /** One length octet, then the text. */
  string(): string {
    return this.#text(this.number1());
  }

  /** Four length octets, then the text. */
  longString(): string {
    return this.#text(this.number4());
  }

  strings(): string[] {
    const count = this.number4();
    const list: string[] = [];
    for (let index = 0; index < count && !this.#truncated; index += 1) list.push(this.longString());
    return list;
  }

  /** A repeated key keeps its first value, as in libzyre. */
  dictionary(): Map<string, string> {
    const count = this.number4();
    const entries = new Map<string, string>();
    for (let index = 0; index < count && !this.#truncated; index += 1) {
      const key = this.string();
      const value = this.longString();
      if (!entries.has(key)) entries.set(key, value);
    }
    return entries;
  }

  #text(size: number): string {
    const start = this.#advance(size);
    if (this.#truncated || size === 0) return '';
    return decoder.decode(this.#bytes.subarray(start, start + size));
  }

  #advance(size: number): number {
    const start = this.#offset;
    if (start + size > this.#bytes.length) {
      this.#truncated = true;
      return start;
    }
    this.#offset = start + size;
    return start;
  }
}
