import type { JobState } from './job-state.js';

/**
 * Jobs in the order of their turns, the deepest first: for what is done down there others wait. Among those of one
 * depth the order is that in which they came in, as in a Set.
 */
export class JobsByDepth {
  readonly #levels: Set<JobState>[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(job: JobState): boolean {
    return this.#levels[job.depth]?.has(job) === true;
  }

  add(job: JobState): void {
    if (this.has(job)) return;
    while (this.#levels.length <= job.depth) this.#levels.push(new Set());
    this.#levels[job.depth]?.add(job);
    this.#size += 1;
  }

  delete(job: JobState): void {
    if (this.#levels[job.depth]?.delete(job) !== true) return;
    this.#size -= 1;
    while (this.#levels.at(-1)?.size === 0) this.#levels.pop();
  }

  toBack(job: JobState): void {
    const level = this.#levels[job.depth];
    if (level === undefined || level.size < 2 || !level.delete(job)) return;
    level.add(job);
  }

  /** The one that the order begins with. */
  get first(): JobState | undefined {
    return this.#levels.at(-1)?.values().next().value;
  }

  *[Symbol.iterator](): IterableIterator<JobState> {
    for (let depth = this.#levels.length - 1; depth >= 0; depth -= 1) yield* this.#levels[depth] ?? [];
  }
}
