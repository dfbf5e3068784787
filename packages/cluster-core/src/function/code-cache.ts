interface Entry<T> {
  readonly ready: T;
  readonly bytes: number;
}

/** Code of one thread that is ready for use, by hash; the least recently used leaves first. */
export class CodeCache<T> {
  readonly #bytesMax: number;
  /** In order of use: a Map keeps the order of insertion. */
  readonly #entries = new Map<string, Entry<T>>();
  #bytes = 0;

  /** @param bytesMax bound on the sum of the sizes given to set(). */
  constructor(bytesMax: number) {
    if (!(bytesMax > 0)) throw new RangeError(`bytesMax must be positive, got ${bytesMax}.`);
    this.#bytesMax = bytesMax;
  }

  /** Bytes of everything held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Undefined for what is not kept, or not any more. */
  get(hash: string): T | undefined {
    const entry = this.#entries.get(hash);
    if (entry === undefined) return undefined;
    this.#entries.delete(hash);
    this.#entries.set(hash, entry);
    return entry.ready;
  }

  /**
   * Keeps something, and makes room for it. The newest stays even if it alone exceeds the bound: it is in use.
   *
   * @param bytes of its source and captured values.
   */
  set(hash: string, ready: T, bytes: number): void {
    this.delete(hash);
    this.#entries.set(hash, { ready, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#bytesMax || oldest === hash) break;
      this.delete(oldest);
    }
  }

  /** Forgets it. */
  delete(hash: string): void {
    this.#bytes -= this.#entries.get(hash)?.bytes ?? 0;
    this.#entries.delete(hash);
  }
}
