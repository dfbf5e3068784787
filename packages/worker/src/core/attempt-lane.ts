import type { Attempt } from './attempt.js';

/** Slots of the array that may be empty before it is compacted. */
const HOLES_MAX = 1024;

/**
 * Attempts of one depth in the order assigned; one whose thread died returns to the front. An attempt leaves
 * from the middle by its `place`: it is skipped when its turn comes, so that a cancel costs no search.
 */
export class AttemptLane {
  #line: (Attempt | undefined)[] = [];
  #head = 0;
  readonly #returned: Attempt[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(attempt: Attempt): void {
    attempt.place = 'queued';
    this.#line.push(attempt);
    this.#length += 1;
  }

  /** Puts an attempt before all others. */
  unshift(attempt: Attempt): void {
    attempt.place = 'queued';
    this.#returned.push(attempt);
    this.#length += 1;
  }

  peek(): Attempt | undefined {
    while (this.#returned.length > 0 && this.#returned.at(-1)?.place !== 'queued') this.#returned.pop();
    const returned = this.#returned.at(-1);
    if (returned !== undefined) return returned;
    while (this.#head < this.#line.length && this.#line[this.#head]?.place !== 'queued') this.#dropHead();
    return this.#line[this.#head];
  }

  /** Lets go of a queued attempt wherever it stands; the caller gives it its next place. */
  remove(attempt: Attempt): void {
    if (attempt.place !== 'queued') throw new Error('Only a queued attempt can leave the queue.');
    this.#length -= 1;
  }

  /** Every attempt in it, in order. */
  *[Symbol.iterator](): IterableIterator<Attempt> {
    for (const attempt of this.#returned.toReversed()) if (attempt.place === 'queued') yield attempt;
    for (let at = this.#head; at < this.#line.length; at += 1) {
      const attempt = this.#line[at];
      if (attempt?.place === 'queued') yield attempt;
    }
  }

  #dropHead(): void {
    this.#line[this.#head] = undefined;
    this.#head += 1;
    if (this.#head < HOLES_MAX || this.#head * 2 < this.#line.length) return;
    this.#line = this.#line.slice(this.#head);
    this.#head = 0;
  }
}
