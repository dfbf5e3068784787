import type { Shippable } from '@zfarm/cluster-core/shipping';
import type { TaskHandle } from '../task-handle.js';
import type { TaskOptions } from '../task-options.js';

/** What the operators of single tasks stand on: somewhere to run a function once. */
export interface TaskTarget {
  /** Runs a function once, in a manner of its own. */
  submitWith<Arguments extends unknown[], R>(
    options: TaskOptions,
    fn: Shippable<(...args: Arguments) => R>,
    ...args: Arguments
  ): TaskHandle<Awaited<R>>;
}

/** A function without parameters, run as a task; what it uses travels with it. */
export type Thunk<R = unknown> = Shippable<() => R>;

/** What a thunk yields when it is awaited. */
export type ThunkResult<T> = T extends Thunk<infer R> ? Awaited<R> : never;
