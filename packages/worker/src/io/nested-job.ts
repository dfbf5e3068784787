import { type ClassTable, decodeList, type Payload } from '@zfarm/cluster-core';
import type { NestedToThread } from './thread-message.js';

/** Results asked for ahead of a consumer that iterates; the same as at home. */
const WINDOW_ITEMS = 1024;

/** The job was cancelled: as at home. */
class JobCancelledError extends Error {
  override readonly name = 'JobCancelledError';
  readonly code = 'ZFARM_JOB_CANCELLED';
  readonly reason: unknown;

  constructor(reason?: unknown) {
    super(reason === undefined ? 'The job was cancelled.' : `The job was cancelled: ${String(reason)}`);
    this.reason = reason;
  }
}

/** The job is awaited or iterated, never both: as at home. */
class JobModeError extends Error {
  override readonly name = 'JobModeError';
  readonly code = 'ZFARM_JOB_MODE';

  constructor(taken: 'awaited' | 'iterated') {
    super(`This job is already ${taken}. Use either await or one for await on a job.`);
  }
}

interface Waiter {
  readonly resolve: (step: IteratorResult<unknown, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

/** What a job needs of the item whose task has started it. */
export interface NestedJobPort {
  /** Something has come of it. */
  news(job: NestedJob): void;
  /** Results before `end` may come. */
  window(end: number): void;
  cancelled(): void;
  /** Whose instances results may be. */
  readonly classes: ClassTable;
  /** The error that a failure is to the task. */
  revive(failure: Payload): unknown;
}

/** In the thread: a job that a task has started, as the task sees it. The client whose task it is runs it. */
export class NestedJob implements PromiseLike<unknown[]>, AsyncIterable<unknown> {
  /** The thread's number for it. */
  readonly id: number;
  readonly #port: NestedJobPort;
  readonly #waiters: Waiter[] = [];
  #results: unknown[] = [];
  /** Results handed to whoever iterates. */
  #taken = 0;
  #came = 0;
  #windowEnd = WINDOW_ITEMS;
  #mode: 'awaited' | 'iterated' | undefined;
  #end: { readonly failure?: { readonly error: unknown } } | undefined;
  #outcome: Promise<unknown[]> | undefined;
  #settle: (() => void) | undefined;

  constructor(id: number, port: NestedJobPort) {
    this.id = id;
    this.#port = port;
  }

  get over(): boolean {
    return this.#end !== undefined;
  }

  /** Code waits that could go on. */
  get couldWake(): boolean {
    if (this.#mode === 'iterated') return this.#waiters.length > 0 && (this.over || this.#came > this.#taken);
    return this.over && this.#settle !== undefined;
  }

  get progress(): { done: number; failed: number; running: number; partial: number } {
    return { done: this.#came, failed: 0, running: 0, partial: 0 };
  }

  // biome-ignore lint/suspicious/noThenProperty: a job can be awaited.
  then<Value = unknown[], Caught = never>(
    onFulfilled?: ((results: unknown[]) => Value | PromiseLike<Value>) | null,
    onRejected?: ((error: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Value | Caught> {
    return this.#collect().then(onFulfilled, onRejected);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<unknown, undefined> {
    if (this.#mode !== undefined) throw new JobModeError(this.#mode);
    this.#mode = 'iterated';
    return {
      next: () =>
        new Promise((resolve, reject) => {
          this.#waiters.push({ resolve, reject });
          this.wake();
        }),
      return: () => {
        this.cancel('its consumer has left the loop');
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Ends the job with `JobCancelledError`; does nothing after the end. */
  cancel(reason?: unknown): void {
    if (this.over) return;
    this.#port.cancelled();
    this.fail(new JobCancelledError(reason));
  }

  /** Ends it without a word to whoever waits for it: nobody should. */
  abandon(): void {
    if (this.over) return;
    this.#port.cancelled();
    this.#end = {};
  }

  /** The client knows of it: what was asked for before is told now. */
  opened(): void {
    if (this.#windowEnd !== WINDOW_ITEMS) this.#port.window(this.#windowEnd);
  }

  /** It cannot be run. */
  fail(error: unknown): void {
    if (this.over) return;
    this.#end = { failure: { error } };
    this.#port.news(this);
  }

  receive(message: NestedToThread): void {
    if (message.kind === 'slice') this.#take(decodeList(message.values, this.#port.classes));
    else if (message.kind === 'ended') this.#finish(message.outcome, message.failure);
  }

  /** Tells the code that waits what there is. */
  wake(): void {
    if (this.#mode === 'iterated') this.#feed();
    else if (this.over) {
      this.#settle?.();
      this.#settle = undefined;
    }
  }

  #take(values: ArrayLike<unknown>): void {
    if (this.over) return;
    for (let index = 0; index < values.length; index += 1) this.#results.push(values[index]);
    this.#came += values.length;
    this.#port.news(this);
  }

  #finish(outcome: 'completed' | 'failed', failure: Payload): void {
    if (outcome === 'failed') {
      this.fail(this.#port.revive(failure));
      return;
    }
    this.#end = {};
    this.#port.news(this);
  }

  #collect(): Promise<unknown[]> {
    if (this.#mode === 'iterated') throw new JobModeError('iterated');
    this.#mode = 'awaited';
    this.#outcome ??= new Promise((resolve, reject) => {
      this.#settle = () => {
        if (this.#end?.failure === undefined) resolve(this.#results);
        else reject(this.#end.failure.error);
      };
      this.#moveWindow(Number.MAX_SAFE_INTEGER);
      if (this.over) this.wake();
    });
    return this.#outcome;
  }

  #feed(): void {
    for (let waiter = this.#waiters[0]; waiter !== undefined; waiter = this.#waiters[0]) {
      if (this.#taken < this.#came) {
        const index = this.#taken - (this.#came - this.#results.length);
        waiter.resolve({ done: false, value: this.#results[index] });
        this.#taken += 1;
      } else if (this.#end === undefined) break;
      else if (this.#end.failure === undefined) waiter.resolve({ done: true, value: undefined });
      else {
        waiter.reject(this.#end.failure.error);
        this.#end = {};
      }
      this.#waiters.shift();
    }
    // Moved in steps: each costs a message.
    if (this.#taken + WINDOW_ITEMS < this.#windowEnd + WINDOW_ITEMS / 8) return;
    this.#results.splice(0, this.#taken - (this.#came - this.#results.length));
    this.#moveWindow(this.#taken + WINDOW_ITEMS);
  }

  #moveWindow(end: number): void {
    if (this.over) return;
    this.#windowEnd = end;
    this.#port.window(end);
  }
}
