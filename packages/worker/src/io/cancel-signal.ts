/**
 * An AbortSignal that also a function which never awaits sees change: whoever looks at it makes it ask whether the
 * task should stop. Others are told by `poll`.
 */
export class CancelSignal {
  readonly #controller = new AbortController();
  readonly #reason: () => unknown;

  /** @param reason what to abort with; undefined while the task is wanted. */
  constructor(reason: () => unknown) {
    this.#reason = reason;
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

  /** Asks whether the task should stop, and aborts if so. */
  poll(): void {
    if (Reflect.get(AbortSignal.prototype, 'aborted', this.signal) === true) return;
    const reason = this.#reason();
    if (reason !== undefined) this.#controller.abort(reason);
  }
}
