/**
 * An AbortSignal that also a function which never awaits sees change: whoever looks at it makes it ask whether the
 * task has been cancelled. Others are told by `poll`.
 */
export class CancelSignal {
  readonly #controller = new AbortController();
  readonly #isCancelled: () => boolean;

  constructor(isCancelled: () => boolean) {
    this.#isCancelled = isCancelled;
    const { signal } = this.#controller;
    const native = AbortSignal.prototype;
    Object.defineProperties(signal, {
      aborted: {
        get: (): boolean => {
          this.poll();
          return Reflect.get(native, 'aborted', signal) as boolean;
        },
      },
      throwIfAborted: {
        value: (): void => {
          this.poll();
          native.throwIfAborted.call(signal);
        },
      },
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Asks whether the task has been cancelled, and aborts if so. */
  poll(): void {
    if (this.#isCancelled()) this.#controller.abort();
  }
}
