import { keepInProgram } from '@zfarm/cluster-core';
import { JobCancelledError } from './errors.js';
import type { JobProgress, JobStats } from './io/job-progress.js';
import type { JobRun } from './io/job-run.js';

/** What a job shows of its run. */
type JobView<R> = Pick<
  JobRun<R>,
  'id' | 'progress' | 'stats' | 'cancel' | 'collect' | 'outcome' | 'iterate' | 'next' | 'leave'
>;

/**
 * A map under way. Await it for all results in the order of the data, or iterate it for a stream of them; whichever
 * comes first fixes the mode, and the other then throws `JobModeError`. It starts in the next microtask; until it is
 * awaited or iterated, one window of results (1,024, fewer where they are heavy) is produced.
 *
 * An item that fails ends the job with `RemoteTaskError`, `TaskTimeoutError` or `PoisonTaskError`, unless `onError` says otherwise. As a
 * whole it may end with `JobTimeoutError`, `UnmatchedRequirementsError`, `JobCancelledError` or `ClusterClosedError`. A failure that nobody
 * observes is an unhandled rejection, as with any promise.
 */
export class Job<R> implements PromiseLike<R[]>, AsyncIterable<R> {
  readonly #run: JobView<R>;

  constructor(run: JobView<R>) {
    this.#run = run;
  }

  /** Counted from 1 by each cluster handle. */
  get id(): number {
    return this.#run.id;
  }

  /** How far it has come, in items. */
  get progress(): JobProgress {
    return this.#run.progress();
  }

  /** What it has cost so far and who did it. */
  get stats(): JobStats {
    return this.#run.stats();
  }

  /** Ends the job with `JobCancelledError`. What runs is ended, what waits is dropped; does nothing after the end. */
  cancel(reason?: unknown): void {
    this.#run.cancel(new JobCancelledError(reason));
  }

  /** @throws JobModeError when the job is iterated. */
  // biome-ignore lint/suspicious/noThenProperty: a job can be awaited.
  then<Value = R[], Caught = never>(
    onFulfilled?: ((results: R[]) => Value | PromiseLike<Value>) | null,
    onRejected?: ((error: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Value | Caught> {
    this.#run.collect();
    return this.#run.outcome.then(onFulfilled, onRejected);
  }

  /**
   * The results, in the order of the data or, with `ordered: false`, as they come. Leaving the loop cancels the rest.
   *
   * @throws JobModeError when the job is awaited or iterated already.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<R, undefined> {
    const run = this.#run;
    run.iterate();
    return {
      next: () => run.next(),
      return: () => {
        run.leave();
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

keepInProgram(Job, 'await it in the program and pass the result');
