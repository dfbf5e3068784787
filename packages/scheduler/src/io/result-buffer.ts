/** Results between the workers and whoever uses them: kept by index for an array, or handed out one by one. */
export class ResultBuffer<R> {
  /** Results not handed out yet, in the order they came. */
  readonly #waiting: Map<number, R> = new Map();
  /** Indexes that have no result and never will. */
  readonly #skipped: Set<number> = new Set();
  #array: R[] | undefined;
  #taken: number = 0;

  /** Results handed out so far, and those passed over. */
  get taken(): number {
    return this.#taken;
  }

  add(first: number, values: ArrayLike<unknown>, offset: number = 0, count: number = values.length): void {
    for (let step = 0; step < count; step += 1) {
      // The user's function made it: its type is the one that the function declares.
      const value = values[offset + step] as R;
      if (this.#array === undefined) this.#waiting.set(first + step, value);
      else this.#array[first + step] = value;
    }
  }

  /** The same for a job whose results are outcomes, as of `Promise.allSettled`. */
  addFulfilled(first: number, values: ArrayLike<unknown>, offset: number, count: number): void {
    const outcomes = Array.from({ length: count }, (_, step) => {
      return { status: 'fulfilled', value: values[offset + step] };
    });
    this.add(first, outcomes);
  }

  /** There will be no result of this index: those after it move up. */
  skip(index: number): void {
    this.#skipped.add(index);
  }

  /** From now on all results are kept for the array. `total`: how many there will be, if known. */
  collect(total: number | undefined): void {
    this.#array = new Array<R>(total ?? 0);
    for (const [index, value] of this.#waiting) this.#array[index] = value;
    this.#waiting.clear();
  }

  all(): R[] {
    const array = this.#array ?? [];
    return this.#skipped.size === 0 ? array : array.filter((_, index) => !this.#skipped.has(index));
  }

  /** The next result in order, or the one that came first; undefined when it is not there yet. */
  take(ordered: boolean): { readonly value: R } | undefined {
    if (this.#skipped.size > 0) this.#passOver(ordered);
    const index = ordered ? this.#taken : this.#waiting.keys().next().value;
    if (index === undefined || !this.#waiting.has(index)) return undefined;
    const value = this.#waiting.get(index) as R;
    this.#waiting.delete(index);
    this.#taken += 1;
    return { value };
  }

  #passOver(ordered: boolean): void {
    if (ordered) {
      while (this.#skipped.delete(this.#taken)) this.#taken += 1;
      return;
    }
    this.#taken += this.#skipped.size;
    this.#skipped.clear();
  }

  clear(): void {
    this.#waiting.clear();
    this.#array = [];
  }
}
