/** The last few of what was added, in order. */
export class Recent<Value> {
  readonly #most: number;
  #values: Value[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Oldest first. */
  get values(): readonly Value[] {
    return this.#values;
  }

  add(values: readonly Value[]): void {
    for (const value of values) this.#values.push(value);
    // Cut now and then, not each time: cutting costs as much as there is.
    if (this.#values.length > this.#most * 1.25) this.#values = this.#values.slice(-this.#most);
  }

  /** Drops what comes before the first that is wanted; there may be more of that for a while. */
  dropUntil(wanted: (value: Value) => boolean): void {
    const first = this.#values.findIndex(wanted);
    // Now and then, likewise.
    if (first === -1) this.#values = [];
    else if (first > this.#values.length / 8) this.#values = this.#values.slice(first);
  }

  last(count: number): readonly Value[] {
    return count <= 0 ? [] : this.#values.slice(-count);
  }
}
