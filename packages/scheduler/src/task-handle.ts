import { keepInProgram } from '@zfarm/cluster-core';
import { ClusterClosedError, JobCancelledError } from './errors.js';

/** Gives up the task with an error. */
export type TaskCanceller = (error: JobCancelledError) => void;

/** Starts a task, given the functions that settle its handle; returns the way to cancel it. */
export type TaskStart<R> = (resolve: (result: R) => void, reject: (error: unknown) => void) => TaskCanceller;

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
  static of<R>(start: TaskStart<R>, signal?: AbortSignal): TaskHandle<R> {
    return signal === undefined ? TaskHandle.#plain(start) : TaskHandle.#abortable(start, signal);
  }

  static #plain<R>(start: TaskStart<R>): TaskHandle<R> {
    let handle: TaskHandle<R> | undefined;
    let cancel: TaskCanceller | undefined;
    handle = new TaskHandle<R>((resolve, reject) => {
      const fail = (error: unknown): void => {
        // Whoever cancels or closes knows: nobody need handle the rejection.
        if (error instanceof JobCancelledError || error instanceof ClusterClosedError)
          handle?.catch(() => {});
        reject(error);
      };
      try {
        cancel = start(resolve, fail);
      } catch (error) {
        reject(error);
      }
    });
    handle.#cancel = cancel;
    return handle;
  }

  static #abortable<R>(start: TaskStart<R>, signal: AbortSignal): TaskHandle<R> {
    const onAbort = (): void => handle.cancel(signal.reason);
    const handle = TaskHandle.#plain<R>((resolve, reject) => {
      const settle = (): void => signal.removeEventListener('abort', onAbort);
      const succeed = (result: R): void => {
        settle();
        resolve(result);
      };
      const fail = (error: unknown): void => {
        settle();
        reject(error);
      };
      const cancel = start(succeed, fail);
      signal.addEventListener('abort', onAbort);
      return cancel;
    });
    if (signal.aborted) onAbort();
    return handle;
  }

  /** Rejects with `JobCancelledError`, unless it has settled; the task is dropped or its result ignored. */
  cancel(reason?: unknown): void {
    this.#cancel?.(new JobCancelledError(reason));
  }
}

keepInProgram(TaskHandle, 'await it in the program and pass the result');
