/** Items that take less than this in ms share readings of the clock: to read it costs a tenth of that. */
const SHORT_ITEM_MS = 0.001;

/**
 * How many share one. When one of them is long after all, the results of those before it wait for so many items at most,
 * and no more than so many are done again when the thread dies.
 */
const ITEMS_PER_READING = 8;

/** In the thread: when items of a run begin and end. The end of one is the start of the next. */
export class ItemClock {
  /** The last reading. */
  now: number;
  readonly #exact: boolean;
  readonly #clock: () => number;
  #items = 1;
  #left = 1;

  /** @param exact it is read at each item: something depends on when that began. */
  constructor(exact: boolean, clock: () => number = () => performance.now()) {
    this.#exact = exact;
    this.#clock = clock;
    this.now = clock();
  }

  /** The item under way takes its time: it is read at its end. */
  attend(): void {
    this.#left = 1;
  }

  /** An item has ended; tells whether the clock was read. */
  next(): boolean {
    this.#left -= 1;
    if (this.#left > 0) return false;
    const before = this.now;
    this.read();
    const short = !this.#exact && this.now - before < SHORT_ITEM_MS * this.#items;
    this.#items = short ? ITEMS_PER_READING : 1;
    this.#left = this.#items;
    return true;
  }

  read(): void {
    this.now = this.#clock();
  }
}
