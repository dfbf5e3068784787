import type { TaskContext } from '@zfarm/cluster-core';
import type { ErrorHandler } from '../error-policy.js';
import type { Job } from '../job.js';
import type { MapOptions } from '../map-options.js';
import type { DerivedJob } from './derived-job.js';
import { type DivideOptions, divide } from './divide.js';
import { type ExtremeOptions, max, min } from './extreme.js';
import { countBy, type DistinctOptions, distinct, groupBy, type Key } from './group.js';
import type {
  ItemFunction,
  OperatorOptions,
  OperatorTarget,
  PartOptions,
  Sequence,
} from './operator-target.js';
import { type Combiner, mapReduce, type ReduceOptions, reduce, reduceParts } from './reduce.js';
import { scan } from './scan.js';
import { every, type FindOptions, find, none, some } from './search.js';
import { count, filter, type Predicate, partition, reject } from './select.js';
import { type Sorted, type SortOptions, sort } from './sort.js';
import { flatMap, forEach, mapInto, type NumberTarget, range } from './spread.js';

/**
 * The parallel operators (docs/operators.md), for whatever can map. Each equals its serial namesake, whatever the
 * number of parts, workers and failures on the way.
 */
export abstract class ParallelOperators implements OperatorTarget {
  /** Tasks that can run at the same time, by what is known now; 1 at least. */
  abstract get slots(): number;

  /**
   * Runs a function over every item of the data; what all other operators are made of.
   *
   * @throws OptionError; UnshippableFunctionError when the function cannot travel.
   */
  abstract map<T, R>(
    fn: (item: T, context: TaskContext<never>) => R,
    data: Sequence<T>,
    options?: MapOptions<unknown, 'fail' | ErrorHandler<never, never>>,
  ): Job<Awaited<R>>;

  /** Maps each item to any number of results (an iterable) and gives them all, in the order of the data. */
  flatMap<T, R>(
    fn: ItemFunction<T, Iterable<R> | Promise<Iterable<R>>>,
    data: Sequence<T>,
    options?: OperatorOptions,
  ): DerivedJob<R> {
    return flatMap(this, fn, data, options);
  }

  /** Runs a function over every item for what it does; nothing travels back. Rejects as the job does. */
  forEach<T>(fn: ItemFunction<T, unknown>, data: Sequence<T>, options?: OperatorOptions): Promise<void> {
    return forEach(this, fn, data, options);
  }

  /**
   * Runs a function over the whole numbers `0 … n - 1`.
   *
   * @throws OptionError when `n` is not a whole number from 0 on.
   */
  range<R>(n: number, fn: ItemFunction<number, R>, options?: OperatorOptions): Job<Awaited<R>> {
    return range(this, n, fn, options);
  }

  /**
   * Maps items to numbers that are written into an array or typed array that is there already, in their order, and resolves to it;
   * what goes beyond its length is left out. If the job fails, some of it has been written.
   */
  mapInto<T, Into extends NumberTarget>(
    into: Into,
    fn: ItemFunction<T, number | Promise<number>>,
    data: Sequence<T>,
    options?: OperatorOptions,
  ): Promise<Into> {
    return mapInto(this, into, fn, data, options);
  }

  /**
   * Divide and conquer: divides a problem here until there are parts enough for all slots, has these solved on the workers, the
   * largest first, and joins the results here. `split` and `join` should be cheap beside `solve`.
   *
   * @throws TypeError for a function that is missing; OptionError.
   */
  divide<P, R>(problem: P, options: DivideOptions<P, R>): Promise<Awaited<R>> {
    return divide(this, problem, options);
  }

  /**
   * Reduces items with an associative operator: each part on a worker, then the partial results there too, as a tree. The order is
   * kept, so it need not be commutative.
   *
   * @throws TypeError for no items and no `identity`, or an operator that is async or does not take two values.
   */
  reduce<T>(combine: Combiner<T>, data: Sequence<T>, options?: ReduceOptions<T>): Promise<T> {
    return reduce(this, combine, data, options);
  }

  /**
   * Reduces what `map` makes of each item, without a list of that in between.
   *
   * @throws TypeError as `reduce` does.
   */
  mapReduce<T, R>(
    map: ItemFunction<T, R>,
    combine: Combiner<Awaited<R>>,
    data: Sequence<T>,
    options?: ReduceOptions<Awaited<R>>,
  ): Promise<Awaited<R>> {
    return mapReduce(this, map, combine, data, options);
  }

  /**
   * Reduces each part of the data by itself: one result for each part, in the order of the data.
   *
   * @throws TypeError as `reduce` does.
   */
  reduceParts<T>(combine: Combiner<T>, data: Sequence<T>, options?: ReduceOptions<T>): Promise<T[]> {
    return reduceParts(this, combine, data, options);
  }

  /**
   * Running results of an associative operator, as many as there are items: result `i` is that of the items `0 … i`.
   *
   * @throws TypeError for an operator that does not take two values.
   */
  scan<T>(combine: Combiner<T>, data: Sequence<T>, options?: PartOptions): Promise<T[]> {
    return scan(this, combine, data, options);
  }

  /**
   * An item for which the predicate holds, or undefined: the soonest found, or with `first: true` the first of the data. The rest
   * is cancelled once there is one.
   */
  find<T>(predicate: Predicate<T>, data: Sequence<T>, options?: FindOptions): Promise<T | undefined> {
    return find(this, predicate, data, options);
  }

  /** Whether the predicate holds for one item at least; of no items, false. The rest is cancelled once that is known. */
  some<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): Promise<boolean> {
    return some(this, predicate, data, options);
  }

  /** Whether the predicate holds for all items; of no items, true. The rest is cancelled once that is known. */
  every<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): Promise<boolean> {
    return every(this, predicate, data, options);
  }

  /** Whether the predicate holds for no item; of no items, true. The rest is cancelled once that is known. */
  none<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): Promise<boolean> {
    return none(this, predicate, data, options);
  }

  /** For how many items the predicate holds. */
  count<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): Promise<number> {
    return count(this, predicate, data, options);
  }

  /** The items for which the predicate holds, in the order of the data. They are the objects of the data: only a yes or no travels back. */
  filter<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): DerivedJob<T> {
    return filter(this, predicate, data, options);
  }

  /** The items for which the predicate does not hold, in the order of the data. */
  reject<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): DerivedJob<T> {
    return reject(this, predicate, data, options);
  }

  /** Both lists: the items for which the predicate holds, and the others, each in the order of the data. */
  partition<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): Promise<[T[], T[]]> {
    return partition(this, predicate, data, options);
  }

  /** The item of the lowest rank, the first of several; undefined for no items. Ranks that are `NaN` are passed over. */
  min<T>(data: Sequence<T>, options?: ExtremeOptions<T>): Promise<T | undefined> {
    return min(this, data, options);
  }

  /** The item of the highest rank, the first of several; undefined for no items. Ranks that are `NaN` are passed over. */
  max<T>(data: Sequence<T>, options?: ExtremeOptions<T>): Promise<T | undefined> {
    return max(this, data, options);
  }

  /**
   * Sorts into a new list, stable; typed arrays without `by` and `compare` into a typed array of their kind. Parts are sorted on
   * the workers and merged there (parallel sorting by regular sampling: Shi, Schaeffer 1992). Items are the objects of the data.
   *
   * @throws TypeError for what is no function, or `by` and `compare` together.
   */
  sort<T, Data extends Sequence<T> = Sequence<T>>(
    data: Data & Sequence<T>,
    options?: SortOptions<T>,
  ): Promise<Sorted<T, Data>> {
    return sort(this, data, options);
  }

  /** The items by key, groups and items in the order of the data. Keys are worked out by the workers; items do not travel back. */
  groupBy<T, K extends Key>(
    by: ItemFunction<T, K | Promise<K>>,
    data: Sequence<T>,
    options?: PartOptions,
  ): Promise<Map<K, T[]>> {
    return groupBy(this, by, data, options);
  }

  /** How many items there are of each key; keys in the order of the data. */
  countBy<T, K extends Key>(
    by: ItemFunction<T, K | Promise<K>>,
    data: Sequence<T>,
    options?: PartOptions,
  ): Promise<Map<K, number>> {
    return countBy(this, by, data, options);
  }

  /** The first item of each key, in the order of the data; without `by`, of each item that is a key itself. */
  distinct<T>(data: Sequence<T>, options?: DistinctOptions<T>): Promise<T[]> {
    return distinct(this, data, options);
  }
}
