/** The seed of this run: `CHAOS_SEED`, else a new one. It stands in the name of each scenario that draws. */
export const seed: number = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/**
 * A small seeded generator (mulberry32). Processes and their clocks are real, so a seed gives the same faults and not the
 * same run.
 */
export class Chance {
  #state: number;

  constructor(from: number) {
    this.#state = from | 0;
  }

  /** In `[0, 1)`. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in `[low, high]`. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.whole(0, choices.length - 1)] as T;
  }

  /** How long something lives whose mean life is this, if it ages not (exponential). */
  lifeMs(mean: number): number {
    return -mean * Math.log(1 - this.fraction());
  }
}
