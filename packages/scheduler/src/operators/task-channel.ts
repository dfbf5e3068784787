import { keepInProgram } from '@zfarm/cluster-core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import { checkOptions, count } from '../option-error.js';
import type { TaskOptions } from '../task-options.js';
import { ChannelClosedError } from './channel-closed-error.js';
import { checkCount } from './check-call.js';
import type { TaskTarget } from './task-target.js';

/** Options of `channel`. */
export interface ChannelOptions {
  /** Tasks that may be in flight or wait to be received; then `submit` waits. Default 1,024. */
  readonly capacity?: number | undefined;
}

/** How long `tryReceive` of a channel and `tryPop` of a queue wait. */
export interface ReceiveOptions {
  /** How long to wait for a result, in milliseconds. Default 0: only what is there. */
  readonly timeoutMs?: number | undefined;
}

/** What came, if something did. */
export type Received<R> = { readonly ok: true; readonly value: R } | { readonly ok: false };

type Outcome<R> = { readonly value: R } | { readonly error: unknown };
type Receiver<R> = (outcome: Outcome<R> | undefined) => void;

interface Submitter {
  readonly proceed: () => void;
  readonly reject: (error: unknown) => void;
}

const CAPACITY = 1024;
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/**
 * Results of tasks in the order in which they complete. A full channel makes who submits wait, never a worker. The error of
 * a task that failed comes in its place, once, to whoever receives it.
 */
export class TaskChannel<R> implements AsyncIterable<R> {
  readonly #target: TaskTarget;
  readonly #capacity: number;
  readonly #outcomes: Outcome<R>[] = [];
  readonly #receivers: Set<Receiver<R>> = new Set();
  readonly #submitters: Submitter[] = [];
  #inFlight: number = 0;
  #closed: boolean = false;

  /** @throws OptionError */
  constructor(target: TaskTarget, options: ChannelOptions = {}) {
    checkOptions('channel', options, { capacity: count(1) });
    this.#target = target;
    this.#capacity = options.capacity ?? CAPACITY;
  }

  /** Tasks that have been submitted and whose results have not been received. */
  get size(): number {
    return this.#inFlight + this.#outcomes.length;
  }

  /**
   * Runs a function once; resolves when it has been submitted, which waits for room.
   *
   * @throws ChannelClosedError
   * @throws UnshippableFunctionError when the function cannot travel.
   */
  submit<Arguments extends unknown[]>(
    fn: Shippable<(...args: Arguments) => R | Promise<R>>,
    ...args: Arguments
  ): Promise<void> {
    return this.submitWith({}, fn, ...args);
  }

  /** Likewise, in a manner of its own. */
  async submitWith<Arguments extends unknown[]>(
    options: TaskOptions,
    fn: Shippable<(...args: Arguments) => R | Promise<R>>,
    ...args: Arguments
  ): Promise<void> {
    if (this.#closed) throw new ChannelClosedError();
    if (this.size >= this.#capacity || this.#submitters.length > 0) {
      await new Promise<void>((proceed, reject) => this.#submitters.push({ proceed, reject }));
    } else this.#inFlight += 1;
    try {
      this.#follow(this.#target.submitWith(options, fn, ...args) as PromiseLike<R>);
    } catch (error) {
      this.#inFlight -= 1;
      this.#makeRoom();
      throw error;
    }
  }

  /**
   * The next result.
   *
   * @throws ChannelClosedError, or what the task failed of.
   */
  async receive(): Promise<R> {
    const outcome = await this.#next();
    if (outcome === undefined) throw new ChannelClosedError();
    return resultOf(outcome);
  }

  /** The next result if it is there, or comes in time. */
  async tryReceive(options: ReceiveOptions = {}): Promise<Received<R>> {
    checkOptions('tryReceive', options, { timeoutMs: count(0, TIMEOUT_MS_MAX) });
    const outcome = await this.#next(options.timeoutMs ?? 0);
    return outcome === undefined ? { ok: false } : { ok: true, value: resultOf(outcome) };
  }

  /** The next `n` results; fewer only where the channel is closed. */
  async take(n: number): Promise<R[]> {
    checkCount('take', 'n', n, 0);
    const results: R[] = [];
    while (results.length < n) {
      const outcome = await this.#next();
      if (outcome === undefined) break;
      results.push(resultOf(outcome));
    }
    return results;
  }

  /** Takes no more tasks; those in flight can still be received. */
  close(): void {
    this.#closed = true;
    for (const { reject } of this.#submitters.splice(0)) reject(new ChannelClosedError());
    this.#endIfDrained();
  }

  /** Results as they come, until the channel is closed and empty. An error ends the loop, not the channel. */
  async *[Symbol.asyncIterator](): AsyncGenerator<R, undefined> {
    for (let outcome = await this.#next(); outcome !== undefined; outcome = await this.#next()) {
      yield resultOf(outcome);
    }
    return undefined;
  }

  #follow(task: PromiseLike<R>): void {
    const settle = (outcome: Outcome<R>): void => {
      this.#inFlight -= 1;
      const [receiver] = this.#receivers;
      if (receiver === undefined) this.#outcomes.push(outcome);
      else {
        receiver(outcome);
        this.#makeRoom();
      }
      this.#endIfDrained();
    };
    task.then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
    );
  }

  #next(timeoutMs?: number): Promise<Outcome<R> | undefined> {
    const outcome = this.#outcomes.shift();
    if (outcome !== undefined) {
      this.#makeRoom();
      return Promise.resolve(outcome);
    }
    if (timeoutMs === 0 || this.#isDrained) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const receiver: Receiver<R> = (received) => {
        clearTimeout(timer);
        this.#receivers.delete(receiver);
        resolve(received);
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(receiver, timeoutMs, undefined);
      this.#receivers.add(receiver);
    });
  }

  get #isDrained(): boolean {
    return this.#closed && this.size === 0;
  }

  #endIfDrained(): void {
    if (this.#isDrained) for (const receiver of [...this.#receivers]) receiver(undefined);
  }

  /** Room is handed to who has waited longest, so nobody can take it before him. */
  #makeRoom(): void {
    while (this.size < this.#capacity) {
      const submitter = this.#submitters.shift();
      if (submitter === undefined) return;
      this.#inFlight += 1;
      submitter.proceed();
    }
  }
}

keepInProgram(TaskChannel, 'make one inside the task, with channel() imported from "zfarm"');

function resultOf<R>(outcome: Outcome<R>): R {
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}
