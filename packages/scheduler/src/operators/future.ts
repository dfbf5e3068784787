import { keepInProgram } from '@zfarm/cluster-core';
import { JobCancelledError } from '../errors.js';

/** `idle`: begins when it is first awaited. `cancelled` and `failed` become `fulfilled` by `recover`. */
export type FutureState = 'idle' | 'pending' | 'fulfilled' | 'failed' | 'cancelled';

/** What computes the value of a future. */
export interface FutureTask<R> extends PromiseLike<R> {
  /** Told once its value is not wanted any more. */
  cancel(reason?: unknown): void;
}

/** A value that comes once: from its task, unless somebody is faster. */
export class Future<R> implements PromiseLike<R> {
  readonly #begin: (() => FutureTask<R>) | undefined;
  #state: FutureState = 'idle';
  #task: FutureTask<R> | undefined;
  #promise: Promise<R>;
  #resolve: (value: R) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #failure: { readonly error: unknown } | undefined;
  #fallback: ((error: unknown) => R) | undefined;

  /** @param begin starts the task when the future is first awaited. Without it the future waits for `tryFulfill`. */
  constructor(begin?: () => FutureTask<R>) {
    this.#begin = begin;
    if (begin === undefined) this.#state = 'pending';
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** A future whose task runs already. */
  static started<R>(task: FutureTask<R>): Future<R> {
    const future = new Future(() => task);
    future.#start();
    return future;
  }

  /** What has become of it so far. */
  get state(): FutureState {
    return this.#state;
  }

  /** Rejects with `JobCancelledError`, unless it has a value or has failed; its task is dropped or ended. */
  cancel(reason?: unknown): void {
    if (!this.#isOpen) return;
    // Whoever cancels knows: nobody need handle the rejection.
    this.#promise.catch(() => {});
    this.#fail('cancelled', new JobCancelledError(reason));
    this.#task?.cancel(reason);
  }

  /**
   * Gives it a value, or what a function makes, which is called only then; true if this came first. The task is cancelled.
   * What the function throws goes to the caller and changes nothing.
   */
  tryFulfill(value: R | (() => R)): boolean {
    if (!this.#isOpen) return false;
    const own = typeof value === 'function' ? (value as () => R)() : value;
    // The function may have settled it.
    if (!this.#isOpen) return false;
    this.#fulfil(own);
    this.#task?.cancel('its future has a value from elsewhere');
    return true;
  }

  /**
   * Puts a value, or what a function makes of the error, in the place of a failure that may come or has come. Who awaited
   * it when it failed has had the error.
   */
  recover(value: R | ((error: unknown) => R)): this {
    const fallback = typeof value === 'function' ? (value as (error: unknown) => R) : () => value;
    this.#fallback = fallback;
    if (this.#failure !== undefined) {
      const recovered = fallback(this.#failure.error);
      this.#failure = undefined;
      this.#state = 'fulfilled';
      this.#promise = Promise.resolve(recovered);
    }
    return this;
  }

  /** Begins the task if it is `idle`. Rejects with what the task failed of, or with `JobCancelledError`. */
  // biome-ignore lint/suspicious/noThenProperty: a future can be awaited.
  then<Value = R, Caught = never>(
    onFulfilled?: ((value: R) => Value | PromiseLike<Value>) | null,
    onRejected?: ((error: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Value | Caught> {
    if (this.#state === 'idle') this.#start();
    return this.#promise.then(onFulfilled, onRejected);
  }

  get #isOpen(): boolean {
    return this.#state === 'idle' || this.#state === 'pending';
  }

  #start(): void {
    this.#state = 'pending';
    try {
      this.#task = this.#begin?.();
    } catch (error) {
      this.#fail('failed', error);
    }
    this.#task?.then(
      (value) => {
        if (this.#isOpen) this.#fulfil(value);
      },
      (error: unknown) => {
        if (this.#isOpen) this.#fail('failed', error);
      },
    );
  }

  #fulfil(value: R): void {
    this.#state = 'fulfilled';
    this.#resolve(value);
  }

  #fail(state: 'failed' | 'cancelled', error: unknown): void {
    this.#state = state;
    try {
      if (this.#fallback !== undefined) {
        this.#fulfil(this.#fallback(error));
        return;
      }
      this.#failure = { error };
    } catch (thrown) {
      this.#state = state;
      this.#failure = { error: thrown };
    }
    this.#reject(this.#failure.error);
  }
}

keepInProgram(Future, 'await it in the program and pass the result');

/** A future without a task: its value comes from whoever fulfils it first. */
export function deferred<R>(): Future<R> {
  return new Future<R>();
}
