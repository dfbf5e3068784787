import { WINDOW_BYTES, WINDOW_ITEMS, WINDOW_ITEMS_MIN } from './limits.js';

/** What is known of a job's results. */
export interface ResultCount {
  /** Handed out, or passed over. */
  readonly taken: number;
  /** There, handed out ones too. */
  readonly settled: number;
  /** What those weighed on their way, all together. */
  readonly bytes: number;
}

/**
 * How far the items of an iterated job may be given out ahead of its consumer: narrow until something is known of its results,
 * then as many as weigh `WINDOW_BYTES`, within bounds.
 */
export class ResultWindow {
  #end: number = WINDOW_ITEMS_MIN;

  /** Items below this index may be given out. */
  get end(): number {
    return this.#end;
  }

  /** Lets all items in: nothing is handed out one by one. */
  open(): number {
    this.#end = Number.POSITIVE_INFINITY;
    return this.#end;
  }

  /** Where its end is now; undefined when it has not moved, or too little to be worth a turn through the core. */
  move({ taken, settled, bytes }: ResultCount): number | undefined {
    const width =
      settled === 0
        ? WINDOW_ITEMS_MIN
        : Math.min(WINDOW_ITEMS, Math.max(WINDOW_ITEMS_MIN, Math.floor((WINDOW_BYTES * settled) / bytes)));
    const end = taken + width;
    if (end < this.#end + width / 8) return undefined;
    this.#end = end;
    return end;
  }
}
