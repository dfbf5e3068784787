/** Keeps an even sample of what comes, in order: whenever it is full every other one goes, and fewer are taken from then on. */
export class EvenSample<Value> {
  readonly #most: number;
  #values: Value[] = [];
  #every: number = 1;
  #seen: number = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Each value stands for so many. */
  get every(): number {
    return this.#every;
  }

  get values(): readonly Value[] {
    return this.#values;
  }

  add(value: Value): void {
    if (this.#seen % this.#every === 0) {
      if (this.#values.length >= this.#most) this.#thin();
      if (this.#seen % this.#every === 0) this.#values.push(value);
    }
    this.#seen += 1;
  }

  clear(): void {
    this.#values = [];
    this.#every = 1;
    this.#seen = 0;
  }

  #thin(): void {
    this.#values = this.#values.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }
}
