import { type Attempt, depthOf } from './attempt.js';
import { AttemptLane } from './attempt-lane.js';

/**
 * A client's attempts, the deepest first: others wait for what they do, so that a tree of jobs is worked off branch by
 * branch and few of its tasks wait at a time. Among those of one depth the order is that of their lane.
 */
export class AttemptQueue {
  /** By depth. */
  readonly #lanes: AttemptLane[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(attempt: Attempt): void {
    this.#lane(attempt).push(attempt);
    this.#length += 1;
  }

  /** Puts an attempt before all others of its depth. */
  unshift(attempt: Attempt): void {
    this.#lane(attempt).unshift(attempt);
    this.#length += 1;
  }

  peek(): Attempt | undefined {
    return this.#deepest()?.peek();
  }

  /** Lets go of a queued attempt wherever it stands; the caller gives it its next place. */
  remove(attempt: Attempt): void {
    this.#lane(attempt).remove(attempt);
    this.#length -= 1;
  }

  /** Every attempt in it, in order. */
  *[Symbol.iterator](): IterableIterator<Attempt> {
    for (const lane of this.#lanes.toReversed()) yield* lane;
  }

  #lane(attempt: Attempt): AttemptLane {
    const depth = depthOf(attempt);
    while (this.#lanes.length <= depth) this.#lanes.push(new AttemptLane());
    return this.#lanes[depth] as AttemptLane;
  }

  /** Lanes that have run empty at the deep end are let go of. */
  #deepest(): AttemptLane | undefined {
    while (this.#lanes.length > 1 && this.#lanes.at(-1)?.length === 0) this.#lanes.pop();
    return this.#lanes.at(-1);
  }
}
