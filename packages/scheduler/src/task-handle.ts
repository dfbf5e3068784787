import { ClusterClosedError, JobCancelledError } from './errors.js';

/** Gives up the task with an error. */
export type TaskCanceller = (error: JobCancelledError) => void;

/** One submitted task: the promise of its result. */
export class TaskHandle<R> extends Promise<R> {
  // What then() makes is a promise of something else, which cannot be cancelled.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  #cancel: TaskCanceller | undefined;

  /** Makes a handle; `start` is given its resolving functions and returns the way to cancel. */
  static of<R>(
    start: (resolve: (result: R) => void, reject: (error: unknown) => void) => TaskCanceller,
  ): TaskHandle<R> {
    let cancel: TaskCanceller | undefined;
    const handle: TaskHandle<R> = new TaskHandle<R>((resolve, reject) => {
      cancel = start(resolve, (error) => {
        // Whoever cancels or closes knows: nobody need handle the rejection.
        if (error instanceof JobCancelledError || error instanceof ClusterClosedError) handle.catch(() => {});
        reject(error);
      });
    });
    handle.#cancel = cancel;
    return handle;
  }

  /** Rejects with `JobCancelledError`, unless it has settled; the task is dropped or its result ignored. */
  cancel(reason?: unknown): void {
    this.#cancel?.(new JobCancelledError(reason));
  }
}
