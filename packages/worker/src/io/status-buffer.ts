import { CLAIM_WORDS } from '../core/limits.js';

const RUN = 0;
const ITEM = 1;
const EXPIRED_RUN = 2;
const EXPIRED_ITEM = 3;
const CLAIMS = 4;
const INTS = CLAIMS + CLAIM_WORDS;
const NO_ITEM = -1;
/** Far above any number of items in a run, so that a claim of a closed run is always too high. */
const CLOSED = 1 << 30;
/** Beside it: the run was not only closed, its task should stop as well. Still above any number of items. */
const CANCELLED = 1 << 29;
const STARTED_OFFSET = Math.ceil((INTS * Int32Array.BYTES_PER_ELEMENT) / 8) * 8;

/** The item a thread is at. */
export interface ItemPlace {
  readonly run: number;
  /** Counted from the first item of the run. */
  readonly offset: number;
  /** By `monotonicMs`; Infinity while a setup runs, which no limit concerns. */
  readonly startedAt: number;
}

/**
 * Memory that a slot's thread shares with the main thread: what it is at, so that a death can be blamed on
 * the very item; and for each run it holds a word by which it claims items one by one. Closing that word is
 * one atomic step, too: so the main thread knows exactly which items have been started and which never will.
 */
export class StatusBuffer {
  readonly memory: SharedArrayBuffer;
  readonly #ints: Int32Array;
  readonly #started: Float64Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(STARTED_OFFSET + 8)) {
    this.memory = memory;
    this.#ints = new Int32Array(memory, 0, INTS);
    this.#started = new Float64Array(memory, STARTED_OFFSET, 1);
  }

  /** Main thread, before handing a run over. The core numbers a slot's runs so that their words differ. */
  open(run: number): void {
    Atomics.store(this.#ints, claimOf(run), 0);
  }

  /** No further item of the run is started; answers how many were. Again for a closed run: no less. */
  close(run: number): number {
    return Atomics.or(this.#ints, claimOf(run), CLOSED) & ~(CLOSED | CANCELLED);
  }

  /** Main thread: like `close`, and the task under way can see that nobody wants it any more. */
  cancel(run: number): void {
    Atomics.or(this.#ints, claimOf(run), CLOSED | CANCELLED);
  }

  /** Thread: whether the run, which it has not finished, was cancelled. */
  isCancelled(run: number): boolean {
    return (Atomics.load(this.#ints, claimOf(run)) & CANCELLED) !== 0;
  }

  /** Main thread: the time of an item is over. If the thread has come to another one meanwhile, nothing follows. */
  expire(run: number, offset: number): void {
    Atomics.store(this.#ints, EXPIRED_ITEM, offset);
    Atomics.store(this.#ints, EXPIRED_RUN, run);
  }

  /** Thread: whether the time of the item, which it is at, is over. */
  isExpired(run: number, offset: number): boolean {
    return Atomics.load(this.#ints, EXPIRED_RUN) === run && Atomics.load(this.#ints, EXPIRED_ITEM) === offset;
  }

  /** Thread: takes the next item of the run, counted from its first; not to be run if beyond the last. */
  claim(run: number): number {
    return Atomics.add(this.#ints, claimOf(run), 1);
  }

  /** Thread: it begins with an item. */
  enter(run: number, offset: number, startedAt: number): void {
    this.#started[0] = startedAt;
    Atomics.store(this.#ints, RUN, run);
    Atomics.store(this.#ints, ITEM, offset);
  }

  /**
   * Thread: it goes on to another item of the run, which has no time limit. Nobody asks for that before the thread has
   * ended, so it need not be atomic, which costs more than a small item.
   */
  pass(offset: number): void {
    this.#ints[ITEM] = offset;
  }

  /** Thread: it is at no item. */
  leave(): void {
    Atomics.store(this.#ints, ITEM, NO_ITEM);
  }

  /** Main thread: what a thread was at when it died. */
  current(): ItemPlace | undefined {
    const run = Atomics.load(this.#ints, RUN);
    const offset = Atomics.load(this.#ints, ITEM);
    if (run === 0 || offset === NO_ITEM) return undefined;
    return { run, offset, startedAt: this.#started[0] as number };
  }
}

function claimOf(run: number): number {
  return CLAIMS + (run % CLAIM_WORDS);
}
