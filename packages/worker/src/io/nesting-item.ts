import { AsyncLocalStorage } from 'node:async_hooks';
import { NESTED_JOBS_MAX, NESTING_DEPTH_MAX } from '@zfarm/cluster-core/core';
import type { ItemVisit } from './item-visit.js';
import { monotonicMs } from './monotonic-clock.js';
import type { NestedJob } from './nested-job.js';
import type { NestedToThread } from './thread-message.js';

/** Jobs within tasks within tasks: this is as far as it goes. */
class NestingDepthError extends RangeError {
  override readonly name = 'NestingDepthError';
  readonly code = 'ZFARM_NESTING_DEPTH';

  constructor() {
    super(
      `Tasks may start jobs ${NESTING_DEPTH_MAX} levels deep, and this one is at the last: does the recursion end? ` +
        'Else let one task do more of it by plain calls.',
    );
  }
}

/**
 * A tree of forks, two at each task, ends with so many leaves for each slot: few enough to cost little, and enough that
 * slots end at about the same time although no leaf is like another.
 */
const TASKS_PER_SLOT = 8;

/** Which item a piece of code belongs to, however many others the thread has begun meanwhile. */
const storage = new AsyncLocalStorage<NestingItem>();

/** The item whose code is running; absent outside of tasks, and in work that one has left behind. */
export function nestingItem(): NestingItem | undefined {
  const item = storage.getStore();
  return item?.over === true ? undefined : item;
}

/** Does something that belongs to no item. */
export function outsideOfItems(call: () => void): void {
  storage.exit(call);
}

/** What an item needs of the thread around it. */
export interface NestingPlace {
  isCancelled(item: NestingItem): boolean;
  /** It has started a job, or goes on: see at the end of this turn whether it waits. */
  lookLater(item: NestingItem): void;
  /** It waits, and something has come for it: let it go on when its turn comes. */
  wantsOn(item: NestingItem): void;
}

/**
 * In the thread: an item whose function may start jobs. While some are under way and its code is not at work it is
 * *suspended*: the thread takes up others, and lets it go on only between two of these.
 */
export class NestingItem {
  readonly visit: ItemVisit;
  readonly #place: NestingPlace;
  readonly #jobs: Map<number, NestedJob> = new Map();
  /** Jobs of which something has come while it was suspended. */
  readonly #news: Set<NestedJob> = new Set();
  #suspended = false;
  #onResumed: (() => void) | undefined;
  over = false;
  /** Counted as if it had been at work ever since. */
  #begunAt = monotonicMs();
  #workedMs = 0;

  constructor(visit: ItemVisit, place: NestingPlace) {
    this.visit = visit;
    this.#place = place;
  }

  /** Runs its function, so that everything that comes of it is known to be the item's. */
  run<R>(call: () => R): R {
    return storage.run(this, call);
  }

  get suspended(): boolean {
    return this.#suspended;
  }

  /** How long it has been at work, while it is suspended: its time limit is for that. */
  get workedMs(): number {
    return this.#workedMs;
  }

  /** Jobs are under way. */
  get waits(): boolean {
    return this.#jobs.size > 0;
  }

  /** Enough tasks are under way, by this one's depth and its own jobs, that further ones would only wait. */
  get isBroadEnough(): boolean {
    const { depth, slots } = this.visit.run;
    const wanted = TASKS_PER_SLOT * Math.max(1, slots);
    return 2 ** depth >= wanted || this.#jobs.size >= wanted;
  }

  /** @throws RangeError at a bound. */
  checkBounds(): void {
    if (this.visit.run.depth >= NESTING_DEPTH_MAX) throw new NestingDepthError();
    if (this.#jobs.size >= NESTED_JOBS_MAX)
      throw new RangeError(`A task may have ${NESTED_JOBS_MAX} jobs under way at a time: await some first.`);
  }

  opened(job: NestedJob): void {
    this.#jobs.set(job.id, job);
    this.#place.lookLater(this);
    if (this.#place.isCancelled(this)) job.cancel('the task that started it was cancelled');
  }

  /** Something has come of a job. Code that waits for it is told when the item is at work. */
  news(job: NestedJob): void {
    if (job.over) this.#jobs.delete(job.id);
    if (!this.#suspended) {
      job.wake();
      // What goes on now may soon wait again.
      this.#place.lookLater(this);
      return;
    }
    if (job.couldWake) this.#news.add(job);
    // Without jobs it waits for something else, which is no reason to be suspended.
    if (this.#news.size > 0 || !this.waits) this.#place.wantsOn(this);
  }

  receive(nested: number, message: NestedToThread): void {
    this.#jobs.get(nested)?.receive(message);
  }

  suspend(): void {
    this.#suspended = true;
    this.#workedMs = monotonicMs() - this.#begunAt;
  }

  resume(): void {
    this.#suspended = false;
    this.#begunAt = monotonicMs() - this.#workedMs;
    const news = [...this.#news];
    this.#news.clear();
    for (const job of news) job.wake();
    this.#onResumed?.();
    this.#onResumed = undefined;
    this.#place.lookLater(this);
  }

  /** Resolves when the item is at work: code that was woken by something else than its jobs has to wait for its turn. */
  atWork(): Promise<void> | undefined {
    if (!this.#suspended) return undefined;
    this.#place.wantsOn(this);
    return new Promise((resolve) => {
      this.#onResumed = resolve;
    });
  }

  /** Nobody wants it any more: so its jobs are over, too. */
  cancel(): void {
    this.visit.poll();
    for (const job of [...this.#jobs.values()]) job.cancel('the task that started it was cancelled');
  }

  /** The function has ended; jobs that it has not waited for end with it. */
  end(): void {
    this.over = true;
    for (const job of this.#jobs.values()) job.abandon();
    this.#jobs.clear();
  }
}
