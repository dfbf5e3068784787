import type { TaskContext } from '@zfarm/cluster-core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import type { ErrorHandler } from '../error-policy.js';
import type { Job } from '../job.js';
import type { MapOptions } from '../map-options.js';

/** Items in an order: an array, a typed array, any iterable or async iterable but a string. */
export type Sequence<T> = Iterable<T> | AsyncIterable<T>;

/** A function that is given an item, and a context if it has a second parameter; or a task made of one by `defineTask`. */
export type ItemFunction<T, R> = Exclude<Shippable<(item: T, context: TaskContext<never>) => R>, URL>;

/** What the operators stand on: somewhere to run a function over items. */
export interface OperatorTarget {
  /** Runs a function over every item of the data. */
  map<T, R>(
    fn: (item: T, context: TaskContext<never>) => R,
    data: Sequence<T>,
    options?: MapOptions<unknown, 'fail' | ErrorHandler<never, never>>,
  ): Job<Awaited<R>>;
  /** Tasks that can run at the same time, by what is known now; 1 at least. */
  readonly slots: number;
}

/** Options of every operator: those of `map`, but for the order, which is the operator's own affair. */
export type OperatorOptions = Omit<MapOptions<unknown>, 'ordered'>;

/** Options of the operators that hand whole parts of the data to a worker. */
export interface PartOptions extends Omit<OperatorOptions, 'chunk'> {
  /** In how many parts the data is cut. Default: 16 for each slot, more where parts would pass 4 MiB. */
  readonly parts?: number | undefined;
  /** Only so many items from the start of the data. Default: all. */
  readonly size?: number | undefined;
}
