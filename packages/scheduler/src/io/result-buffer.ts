/** Results between the workers and whoever uses them: kept by index for an array, or handed out one by one. */
export class ResultBuffer<R> {
  /** Results not handed out yet, in the order they came. */
  readonly #waiting: Map<number, R> = new Map();
  #array: R[] | undefined;
  #taken: number = 0;

  /** Results handed out so far. */
  get taken(): number {
    return this.#taken;
  }

  add(first: number, values: ArrayLike<unknown>, offset: number, count: number): void {
    for (let step = 0; step < count; step += 1) {
      // The user's function made it: its type is the one that the function declares.
      const value = values[offset + step] as R;
      if (this.#array === undefined) this.#waiting.set(first + step, value);
      else this.#array[first + step] = value;
    }
  }

  /** From now on all results are kept for the array. `total`: how many there will be, if known. */
  collect(total: number | undefined): void {
    this.#array = new Array<R>(total ?? 0);
    for (const [index, value] of this.#waiting) this.#array[index] = value;
    this.#waiting.clear();
  }

  all(): R[] {
    return this.#array ?? [];
  }

  /** The next result in order, or the one that came first; undefined when it is not there yet. */
  take(ordered: boolean): { readonly value: R } | undefined {
    const index = ordered ? this.#taken : this.#waiting.keys().next().value;
    if (index === undefined || !this.#waiting.has(index)) return undefined;
    const value = this.#waiting.get(index) as R;
    this.#waiting.delete(index);
    this.#taken += 1;
    return { value };
  }

  clear(): void {
    this.#waiting.clear();
    this.#array = [];
  }
}
