import { keepInProgram } from '@zfarm/cluster-core';
import type { JobProgress, JobStats } from '../io/job-progress.js';
import type { Job } from '../job.js';

/**
 * A job whose results are made of those of another: any number for each of them, in its order. Await it for all, or iterate
 * it for a stream, with back-pressure down to the data; whichever comes first fixes the mode, as with `Job`.
 */
export class DerivedJob<R> implements PromiseLike<R[]>, AsyncIterable<R> {
  readonly #job: Job<unknown>;
  readonly #derive: (result: unknown, index: number) => Iterable<R>;
  #all: Promise<R[]> | undefined;

  private constructor(job: Job<unknown>, derive: (result: unknown, index: number) => Iterable<R>) {
    this.#job = job;
    this.#derive = derive;
  }

  /** Of a job and what each of its results is made into. */
  static of<S, R>(job: Job<S>, derive: (result: S, index: number) => Iterable<R>): DerivedJob<R> {
    return new DerivedJob<R>(job as Job<unknown>, derive as (result: unknown, index: number) => Iterable<R>);
  }

  /** Of the job underneath: counted in items of the data. */
  get progress(): JobProgress {
    return this.#job.progress;
  }

  /** What the job underneath has cost and who did it. */
  get stats(): JobStats {
    return this.#job.stats;
  }

  /** Ends the job with `JobCancelledError`. */
  cancel(reason?: unknown): void {
    this.#job.cancel(reason);
  }

  /** @throws JobModeError when the job is iterated. */
  // biome-ignore lint/suspicious/noThenProperty: a job can be awaited.
  then<Value = R[], Caught = never>(
    onFulfilled?: ((results: R[]) => Value | PromiseLike<Value>) | null,
    onRejected?: ((error: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Value | Caught> {
    this.#all ??= Promise.resolve(
      this.#job.then((results) => {
        const derived: R[] = [];
        for (let index = 0; index < results.length; index += 1) {
          for (const result of this.#derive(results[index], index)) derived.push(result);
        }
        return derived;
      }),
    );
    return this.#all.then(onFulfilled, onRejected);
  }

  /** @throws JobModeError when the job is awaited or iterated already. */
  async *[Symbol.asyncIterator](): AsyncGenerator<R, undefined> {
    let index = 0;
    for await (const result of this.#job) {
      yield* this.#derive(result, index);
      index += 1;
    }
    return undefined;
  }
}

keepInProgram(DerivedJob, 'await it in the program and pass the result');
