import type { WorkerState } from './worker-state.js';

/**
 * Workers in the order of their turns; who comes anew goes to the end. The links are in the workers, each of which is in one
 * such list at most: a Set makes itself a new table whenever the last one leaves, which here is with each chunk.
 */
export class WorkerTurns implements Iterable<WorkerState> {
  #first: WorkerState | undefined;
  #last: WorkerState | undefined;
  #size: number = 0;

  get size(): number {
    return this.#size;
  }

  /** Whose turn it is. */
  get first(): WorkerState | undefined {
    return this.#first;
  }

  has(worker: WorkerState): boolean {
    return worker.rooms === this;
  }

  /** The worker must be in no list. */
  add(worker: WorkerState): void {
    worker.rooms = this;
    worker.before = this.#last;
    if (this.#last === undefined) this.#first = worker;
    else this.#last.after = worker;
    this.#last = worker;
    this.#size += 1;
  }

  /** The worker must be in this list. */
  delete(worker: WorkerState): void {
    const { before, after } = worker;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    worker.rooms = undefined;
    worker.before = undefined;
    worker.after = undefined;
    this.#size -= 1;
  }

  /** Its turn is over: the others go first now. */
  toBack(worker: WorkerState): void {
    if (worker === this.#last) return;
    this.delete(worker);
    this.add(worker);
  }

  *[Symbol.iterator](): IterableIterator<WorkerState> {
    for (let worker = this.#first; worker !== undefined; worker = worker.after) yield worker;
  }
}
