import { ClusterClosedError, JobCancelledError } from './errors.js';

/** Gives up the task with an error. */
export type TaskCanceller = (error: JobCancelledError) => void;

type Start<R> = (resolve: (result: R) => void, reject: (error: unknown) => void) => TaskCanceller;

/** One submitted task: the promise of its result. */
export class TaskHandle<R> extends Promise<R> {
  // What then() makes is a promise of something else, which cannot be cancelled.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  #cancel: TaskCanceller | undefined;

  /**
   * Makes a handle.
   *
   * @param start is given its resolving functions and returns the way to cancel; what it throws rejects the handle.
   * @param signal cancels the task.
   */
  static of<R>(start: Start<R>, signal?: AbortSignal): TaskHandle<R> {
    let handle: TaskHandle<R> | undefined;
    const onAbort = (): void => handle?.cancel(signal?.reason);
    let cancel: TaskCanceller | undefined;
    handle = new TaskHandle<R>((resolve, reject) => {
      const settle = (): void => signal?.removeEventListener('abort', onAbort);
      const fail = (error: unknown): void => {
        settle();
        // Whoever cancels or closes knows: nobody need handle the rejection.
        if (error instanceof JobCancelledError || error instanceof ClusterClosedError)
          handle?.catch(() => {});
        reject(error);
      };
      const succeed = (result: R): void => {
        settle();
        resolve(result);
      };
      signal?.addEventListener('abort', onAbort);
      try {
        cancel = start(succeed, fail);
      } catch (error) {
        fail(error);
      }
    });
    handle.#cancel = cancel;
    if (signal?.aborted === true) onAbort();
    return handle;
  }

  /** Rejects with `JobCancelledError`, unless it has settled; the task is dropped or its result ignored. */
  cancel(reason?: unknown): void {
    this.#cancel?.(new JobCancelledError(reason));
  }
}
