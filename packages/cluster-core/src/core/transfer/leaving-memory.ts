import type { ValueMemory } from './value-memory.js';

/** Memory of our own that was sent in place: it is spent once the peer has acknowledged the last of it. */
export class LeavingMemory {
  readonly #values: ValueMemory;
  /** In the order sent; `end` is the total that acknowledges it. */
  readonly #leaving: { readonly parts: readonly Uint8Array[]; readonly end: number }[] = [];

  constructor(values: ValueMemory) {
    this.#values = values;
  }

  /** @param end total of the bytes sent in the session, these included. */
  add(parts: readonly Uint8Array[], end: number): void {
    this.#leaving.push({ parts, end });
  }

  /** The peer has received so many bytes. */
  acknowledged(total: number): void {
    let arrived = 0;
    for (const { parts, end } of this.#leaving) {
      if (end > total) break;
      arrived += 1;
      for (const part of parts) this.#values.spent(part);
    }
    this.#leaving.splice(0, arrived);
  }
}
