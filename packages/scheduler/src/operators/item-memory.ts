import type { Sequence } from './operator-target.js';

/** Keeps the items that a job takes from a sequence until their results are there, so that they need not travel back. */
export class ItemMemory<T> {
  readonly #kept: Map<number, T> = new Map();
  readonly #list: ArrayLike<T> | undefined;
  readonly #data: Sequence<T>;

  constructor(data: Sequence<T>) {
    this.#data = data;
    if (Array.isArray(data)) this.#list = data as readonly T[];
    else if (ArrayBuffer.isView(data) && !(data instanceof DataView)) {
      this.#list = data as unknown as ArrayLike<T>;
    }
  }

  /** What the job is to be given: lists as they are. */
  get data(): Sequence<T> {
    if (this.#list !== undefined) return this.#data;
    return Symbol.iterator in this.#data ? this.#remember(this.#data) : this.#rememberAsync(this.#data);
  }

  /** The item, which is not asked for again. */
  take(index: number): T {
    if (this.#list !== undefined) return this.#list[index] as T;
    const item = this.#kept.get(index) as T;
    this.#kept.delete(index);
    return item;
  }

  *#remember(data: Iterable<T>): Generator<T> {
    let index = 0;
    for (const item of data) {
      this.#kept.set(index, item);
      index += 1;
      yield item;
    }
  }

  async *#rememberAsync(data: AsyncIterable<T>): AsyncGenerator<T> {
    let index = 0;
    for await (const item of data) {
      this.#kept.set(index, item);
      index += 1;
      yield item;
    }
  }
}
