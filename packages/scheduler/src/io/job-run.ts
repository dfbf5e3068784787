import type { Payload } from '@zfarm/cluster-core';
import type { JobId } from '@zfarm/cluster-core/core';
import type { ItemProgress, JobEnded, Notice } from '../core/scheduler-output.js';
import { type ItemError, JobCancelledError, JobModeError, JobTimeoutError } from '../errors.js';
import type { ItemSource } from './item-source.js';
import type { JobCode } from './job-code.js';
import { JobCounters } from './job-counters.js';
import { JobFailures } from './job-failures.js';
import type { JobPort, NamedWorker, SettledItems } from './job-port.js';
import type { JobProgress, JobStats } from './job-progress.js';
import type { JobRunOptions } from './job-run-options.js';
import { PROGRESS_INTERVAL_MS } from './limits.js';
import { openItemSource } from './open-item-source.js';
import { ResultBuffer } from './result-buffer.js';
import type { ResultWaiter } from './result-waiter.js';
import { ResultWindow } from './result-window.js';
import type { SchedulerDriver } from './scheduler-driver.js';
import { printItemLog, type TaskLog } from './task-log.js';

/** What the owner of a run does with it, whatever its results are. */
export type JobControl = Pick<JobRun<unknown>, 'begin' | 'cancel' | 'end' | 'waitsForConsumer'>;

/** One map from the call to its end: its items, its results, its consumer, and the window between them. */
export class JobRun<R> implements JobPort {
  readonly id: JobId;
  readonly submitted: Error | undefined;
  /** Rejected when the job fails, also with nobody listening: then it is an unhandled rejection. */
  readonly outcome: Promise<R[]>;
  readonly #options: JobRunOptions;
  readonly #driver: SchedulerDriver;
  readonly #source: ItemSource;
  readonly #results: ResultBuffer<R> = new ResultBuffer();
  readonly #failures: JobFailures;
  readonly #counters: JobCounters = new JobCounters();
  readonly #waiters: ResultWaiter<R>[] = [];
  #resolve: (results: R[]) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #mode: 'awaited' | 'iterated' | undefined;
  #phase: 'waiting' | 'running' | 'ended' = 'waiting';
  #submitted: boolean = false;
  #failure: { readonly error: unknown } | undefined;
  readonly #window: ResultWindow = new ResultWindow();
  #progressAt: number = 0;
  #afterEnd: () => void = () => {};
  readonly #timeout: NodeJS.Timeout | undefined;

  constructor(options: JobRunOptions) {
    this.id = options.id;
    this.submitted = options.submitted;
    this.#options = options;
    this.#driver = options.driver;
    this.#source = openItemSource(options, {
      added: (count, ended) => {
        const { itemBytes } = this.#source;
        this.#driver.input({ kind: 'items-added', job: this.id, count, ended, itemBytes });
      },
      broken: (error) => this.end(error),
    });
    this.#failures = new JobFailures({
      judge: options.judge,
      itemAt: (index) => this.#source.item(index),
      answer: (item, verdict) => this.#driver.input({ kind: 'item-verdict', job: this.id, item, verdict }),
      broken: (error) => this.end(error),
    });
    // Told by the job, if it ever begins.
    if (options.code instanceof Promise) options.code.catch(() => {});
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const { jobTimeoutMs } = options;
    if (jobTimeoutMs !== undefined)
      this.#timeout = setTimeout(() => this.#expire(jobTimeoutMs), jobTimeoutMs).unref();
  }

  /** All results of the window are there and nobody takes them: only the consumer can move the job on. */
  get waitsForConsumer(): boolean {
    const { settled } = this.#counters;
    return this.#phase === 'running' && this.#waiters.length === 0 && settled >= this.#window.end;
  }

  /** Hands the job to the scheduler; resolves when it has ended. */
  begin(): Promise<void> {
    if (this.#phase !== 'waiting') return Promise.resolve();
    this.#phase = 'running';
    const ended = new Promise<void>((resolve) => {
      this.#afterEnd = resolve;
    });
    const { code } = this.#options;
    if (!(code instanceof Promise)) this.#submit(code);
    else
      code.then(
        (shipped) => this.#submit(shipped),
        (error: unknown) => this.end(error),
      );
    return ended;
  }

  #submit(code: JobCode): void {
    if (this.#phase !== 'running') return;
    this.#submitted = true;
    const { total, itemBytes } = this.#source;
    const { call = 'item', parent, span } = this.#options;
    this.#driver.submit(this.id, this, code, call, {
      parent,
      parentSpan: span?.asParent,
      policy: this.#options.policy,
      console: this.#options.console ?? 'forward',
      items: total ?? 0,
      ended: total !== undefined,
      itemBytes,
      windowEnd: this.#window.end,
    });
  }

  collect(): void {
    if (this.#mode === 'iterated') throw new JobModeError('iterated');
    if (this.#mode === 'awaited') return;
    this.#mode = 'awaited';
    this.#results.collect(this.#source.total);
    if (this.#phase === 'ended') this.#resolve(this.#results.all());
    else this.#windowMoved(this.#window.open());
  }

  iterate(): void {
    if (this.#mode !== undefined) throw new JobModeError(this.#mode);
    this.#mode = 'iterated';
    // A failure reaches the consumer with its next step.
    this.outcome.catch(() => {});
  }

  next(): Promise<IteratorResult<R, undefined>> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#feed();
    });
  }

  /** Ends the job from this side. Whoever did so knows: nobody need handle the rejection. */
  cancel(error: unknown): void {
    if (this.#phase === 'ended') return;
    this.outcome.catch(() => {});
    if (this.#mode !== 'awaited') this.#results.clear();
    this.end(error);
  }

  /** The consumer has had enough. */
  leave(): void {
    this.cancel(new JobCancelledError('its consumer has left the loop'));
    this.#results.clear();
    this.#failure = undefined;
  }

  /** Ends the job with an error, wherever it stands. */
  end(error: unknown): void {
    if (this.#phase === 'ended') return;
    this.#driver.cancel(this.id);
    this.#failure = { error };
    this.#finish();
  }

  progress(): JobProgress {
    return this.#counters.summary(this.#source.total);
  }

  stats(): JobStats {
    return this.#counters.stats();
  }

  encodeItems(first: number, count: number): Payload {
    this.#counters.assigned(first + count);
    return this.#source.encode(first, count);
  }

  needItems(count: number): void {
    this.#source.pull(count);
  }

  settled({ worker, first, count, offset, values }: SettledItems): void {
    this.#counters.settle(worker, first, count);
    this.#failures.forget(first, count);
    if (this.#options.collects === true) this.#results.addFulfilled(first, values, offset, count);
    else this.#results.add(first, values, offset, count);
    this.#resolved(first, count);
  }

  itemFailed(item: number, error: ItemError, worker: NamedWorker): void {
    this.#counters.fail(worker, item);
    if (this.#options.collects === true) this.#results.add(item, [{ status: 'rejected', reason: error }]);
    else this.#failure ??= { error };
    this.#resolved(item, 1);
  }

  itemFaltered(item: number, error: ItemError, final: boolean): void {
    this.#failures.faltered(item, error, final);
  }

  itemGiven(item: number): void {
    const instead = this.#failures.take(item);
    this.#counters.give(item, instead !== undefined);
    if (instead === undefined) this.#results.skip(item);
    else this.#results.add(item, [instead.value]);
    this.#resolved(item, 1);
  }

  #resolved(first: number, count: number): void {
    this.#source.release(first, count);
    this.#feed();
    this.#tellProgress(PROGRESS_INTERVAL_MS);
  }

  broken(error: unknown): void {
    this.end(error);
  }

  ended(outcome: JobEnded['outcome']): void {
    if (this.#phase === 'ended') return;
    if (outcome === 'cancelled') this.#failure ??= { error: new JobCancelledError() };
    this.#finish();
  }

  logged(log: TaskLog): void {
    const { onLog = printItemLog } = this.#options;
    this.#callBack(() => onLog(log));
  }

  progressed({ item, fraction }: ItemProgress): void {
    this.#counters.progress(item, fraction);
    this.#tellProgress(PROGRESS_INTERVAL_MS);
  }

  noticed(event: Notice['event']): void {
    this.#counters.notice(event);
    this.#options.span?.noticed(event);
  }

  moved(bytesSent: number, bytesReceived: number): void {
    this.#counters.move(bytesSent, bytesReceived);
  }

  #expire(timeoutMs: number): void {
    this.end(new JobTimeoutError(timeoutMs, this.progress(), this.submitted));
  }

  #finish(): void {
    this.#phase = 'ended';
    clearTimeout(this.#timeout);
    this.#counters.end();
    this.#options.span?.end({ job: this.id, ...this.progress(), failure: this.#failure });
    this.#source.close();
    this.#tellProgress(0);
    if (this.#failure !== undefined) this.#reject(this.#failure.error);
    else if (this.#mode === 'awaited') this.#resolve(this.#results.all());
    this.#feed();
    this.#afterEnd();
    this.#options.onEnded();
  }

  /** Hands what is there to the consumers that wait, and lets as many new items in. */
  #feed(): void {
    for (let waiter = this.#waiters[0]; waiter !== undefined; waiter = this.#waiters[0]) {
      const result = this.#results.take(this.#options.ordered);
      if (result !== undefined) waiter.resolve({ done: false, value: result.value });
      else if (this.#phase !== 'ended') break;
      else if (this.#failure === undefined) waiter.resolve({ done: true, value: undefined });
      else {
        waiter.reject(this.#failure.error);
        this.#failure = undefined;
      }
      this.#waiters.shift();
    }
    const { settled, bytesReceived: bytes } = this.#counters;
    const end = this.#window.move({ taken: this.#results.taken, settled, bytes });
    if (end !== undefined) this.#windowMoved(end);
  }

  #windowMoved(end: number): void {
    if (this.#submitted) this.#driver.input({ kind: 'window-moved', job: this.id, end });
  }

  #tellProgress(intervalMs: number): void {
    const { onProgress } = this.#options;
    const now = performance.now();
    if (onProgress === undefined || now - this.#progressAt < intervalMs) return;
    this.#progressAt = now;
    this.#callBack(() => onProgress(this.progress()));
  }

  /** What a callback of the user throws ends the job. */
  #callBack(call: () => void): void {
    try {
      call();
    } catch (error) {
      if (this.#phase === 'ended') this.#failure ??= { error };
      else this.end(error);
    }
  }
}
