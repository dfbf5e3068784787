import type { RevivedFunction } from './revive-function.js';

interface Entry {
  readonly fn: RevivedFunction;
  readonly bytes: number;
}

/** Revived functions of one thread by hash, the least recently used leaving first. */
export class FunctionCache {
  readonly #bytesMax: number;
  /** In order of use: a Map keeps the order of insertion. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  /** @param bytesMax bound on the sum of the sizes given to set(). */
  constructor(bytesMax: number) {
    if (!(bytesMax > 0)) throw new RangeError(`bytesMax must be positive, got ${bytesMax}.`);
    this.#bytesMax = bytesMax;
  }

  /** Bytes of all functions held. */
  get bytes(): number {
    return this.#bytes;
  }

  get(hash: string): RevivedFunction | undefined {
    const entry = this.#entries.get(hash);
    if (entry === undefined) return undefined;
    this.#entries.delete(hash);
    this.#entries.set(hash, entry);
    return entry.fn;
  }

  /**
   * Keeps a function, and makes room for it. The newest stays even if it alone exceeds the bound: it is in use.
   *
   * @param bytes of its source and captured values.
   */
  set(hash: string, fn: RevivedFunction, bytes: number): void {
    this.delete(hash);
    this.#entries.set(hash, { fn, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#bytesMax || oldest === hash) break;
      this.delete(oldest);
    }
  }

  delete(hash: string): void {
    this.#bytes -= this.#entries.get(hash)?.bytes ?? 0;
    this.#entries.delete(hash);
  }
}
