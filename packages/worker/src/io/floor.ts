import type { ClassTable } from '@zfarm/cluster-core';
import type { CurrentItem } from './current-item.js';
import { monotonicMs } from './monotonic-clock.js';
import { type NestingItem, type NestingPlace, outsideOfItems } from './nesting-item.js';
import type { ResultOutbox } from './result-outbox.js';
import type { StatusBuffer } from './status-buffer.js';
import { WorkClock } from './work-clock.js';

export interface FloorParts {
  readonly outbox: ResultOutbox;
  readonly status: StatusBuffer;
  readonly current: CurrentItem;
  /** Something can go on: see to it, unless the thread is at work. */
  readonly goOn: () => void;
}

/** A run whose items may start jobs, from its beginning to its end, with the times in which it has the floor. */
export class Sitting {
  readonly clock: WorkClock = new WorkClock();
  /** Those that its results may hold instances of; other runs have others. */
  classes: ClassTable | undefined;
  #leave: () => void = () => undefined;

  /** Resolves when the run is over, or waits. */
  left(): Promise<void> {
    return new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  leave(): void {
    this.#leave();
  }
}

/**
 * In the thread: who is at work. One item is at a time, so that the thread's death has one culprit and a slot does the
 * work of one; an item that waits for jobs of its own leaves the floor, and gets it back when it is free.
 */
export class Floor implements NestingPlace {
  readonly #parts: FloorParts;
  readonly #sittings: WeakMap<NestingItem, Sitting> = new WeakMap();
  readonly #suspended: Set<NestingItem> = new Set();
  /** Suspended items that can go on. */
  readonly #ready: Set<NestingItem> = new Set();
  /** Items that are looked at when the turn ends. */
  readonly #looks: Set<NestingItem> = new Set();
  #atWork: NestingItem | undefined;

  constructor(parts: FloorParts) {
    this.#parts = parts;
  }

  /** Lets a run have the floor; resolves when it leaves it. */
  host(work: (sitting: Sitting) => Promise<void>): Promise<void> {
    const sitting = new Sitting();
    const left = sitting.left();
    void work(sitting).then(() => sitting.leave());
    return left;
  }

  begin(item: NestingItem, sitting: Sitting): void {
    this.#sittings.set(item, sitting);
    this.#atWork = item;
  }

  /** Lets the deepest item that can go on do so; resolves when it leaves the floor again. */
  resumeNext(): Promise<void> | undefined {
    const item = deepest(this.#ready);
    const sitting = item && this.#sittings.get(item);
    if (item === undefined || sitting === undefined) return undefined;
    const { outbox, status, current } = this.#parts;
    const { run, item: index } = item.visit;
    this.#ready.delete(item);
    this.#suspended.delete(item);
    this.#atWork = item;
    status.enter(run.run, index - run.from, monotonicMs() - item.workedMs);
    current.resume(item.visit);
    outbox.resumed(run.run);
    sitting.clock.goOn();
    const left = sitting.left();
    item.resume();
    return left;
  }

  isCancelled({ visit }: NestingItem): boolean {
    return this.#parts.status.isCancelled(visit.run.run);
  }

  lookLater(item: NestingItem): void {
    if (this.#looks.size === 0) setImmediate(() => this.#look());
    this.#looks.add(item);
  }

  wantsOn(item: NestingItem): void {
    this.#ready.add(item);
    outsideOfItems(this.#parts.goOn);
  }

  /** Some run has been cancelled. */
  cancelled(): void {
    const items = this.#atWork === undefined ? [] : [this.#atWork];
    for (const item of [...items, ...this.#suspended]) if (this.isCancelled(item)) item.cancel();
  }

  #look(): void {
    const items = [...this.#looks];
    this.#looks.clear();
    for (const item of items) if (item.waits && !item.over && !item.suspended) this.#suspend(item);
  }

  #suspend(item: NestingItem): void {
    const { outbox, status, current } = this.#parts;
    const { run, item: index } = item.visit;
    const sitting = this.#sittings.get(item);
    item.suspend();
    this.#suspended.add(item);
    this.#atWork = undefined;
    // What comes behind it would wait along with it: others shall have that.
    status.close(run.run);
    status.leave();
    current.leave();
    sitting?.clock.pause();
    outbox.suspended(run.run, index);
    sitting?.leave();
  }
}

function deepest(items: Iterable<NestingItem>): NestingItem | undefined {
  let best: NestingItem | undefined;
  for (const item of items)
    if (best === undefined || item.visit.run.depth > best.visit.run.depth) best = item;
  return best;
}
