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
  abstract get slots(): number;

  abstract map<T, R>(
    fn: (item: T, context: TaskContext<never>) => R,
    data: Sequence<T>,
    options?: MapOptions<unknown, 'fail' | ErrorHandler<never, never>>,
  ): Job<Awaited<R>>;

  flatMap<T, R>(
    fn: ItemFunction<T, Iterable<R> | Promise<Iterable<R>>>,
    data: Sequence<T>,
    options?: OperatorOptions,
  ): DerivedJob<R> {
    return flatMap(this, fn, data, options);
  }

  forEach<T>(fn: ItemFunction<T, unknown>, data: Sequence<T>, options?: OperatorOptions): Promise<void> {
    return forEach(this, fn, data, options);
  }

  range<R>(n: number, fn: ItemFunction<number, R>, options?: OperatorOptions): Job<Awaited<R>> {
    return range(this, n, fn, options);
  }

  mapInto<T, Into extends NumberTarget>(
    into: Into,
    fn: ItemFunction<T, number | Promise<number>>,
    data: Sequence<T>,
    options?: OperatorOptions,
  ): Promise<Into> {
    return mapInto(this, into, fn, data, options);
  }

  divide<P, R>(problem: P, options: DivideOptions<P, R>): Promise<Awaited<R>> {
    return divide(this, problem, options);
  }

  reduce<T>(combine: Combiner<T>, data: Sequence<T>, options?: ReduceOptions<T>): Promise<T> {
    return reduce(this, combine, data, options);
  }

  mapReduce<T, R>(
    map: ItemFunction<T, R>,
    combine: Combiner<Awaited<R>>,
    data: Sequence<T>,
    options?: ReduceOptions<Awaited<R>>,
  ): Promise<Awaited<R>> {
    return mapReduce(this, map, combine, data, options);
  }

  reduceParts<T>(combine: Combiner<T>, data: Sequence<T>, options?: ReduceOptions<T>): Promise<T[]> {
    return reduceParts(this, combine, data, options);
  }

  scan<T>(combine: Combiner<T>, data: Sequence<T>, options?: PartOptions): Promise<T[]> {
    return scan(this, combine, data, options);
  }

  find<T>(predicate: Predicate<T>, data: Sequence<T>, options?: FindOptions): Promise<T | undefined> {
    return find(this, predicate, data, options);
  }

  some<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): Promise<boolean> {
    return some(this, predicate, data, options);
  }

  every<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): Promise<boolean> {
    return every(this, predicate, data, options);
  }

  none<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): Promise<boolean> {
    return none(this, predicate, data, options);
  }

  count<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): Promise<number> {
    return count(this, predicate, data, options);
  }

  filter<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): DerivedJob<T> {
    return filter(this, predicate, data, options);
  }

  reject<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): DerivedJob<T> {
    return reject(this, predicate, data, options);
  }

  partition<T>(predicate: Predicate<T>, data: Sequence<T>, options?: OperatorOptions): Promise<[T[], T[]]> {
    return partition(this, predicate, data, options);
  }

  min<T>(data: Sequence<T>, options?: ExtremeOptions<T>): Promise<T | undefined> {
    return min(this, data, options);
  }

  max<T>(data: Sequence<T>, options?: ExtremeOptions<T>): Promise<T | undefined> {
    return max(this, data, options);
  }

  sort<T, Data extends Sequence<T> = Sequence<T>>(
    data: Data & Sequence<T>,
    options?: SortOptions<T>,
  ): Promise<Sorted<T, Data>> {
    return sort(this, data, options);
  }

  groupBy<T, K extends Key>(
    by: ItemFunction<T, K | Promise<K>>,
    data: Sequence<T>,
    options?: PartOptions,
  ): Promise<Map<K, T[]>> {
    return groupBy(this, by, data, options);
  }

  countBy<T, K extends Key>(
    by: ItemFunction<T, K | Promise<K>>,
    data: Sequence<T>,
    options?: PartOptions,
  ): Promise<Map<K, number>> {
    return countBy(this, by, data, options);
  }

  distinct<T>(data: Sequence<T>, options?: DistinctOptions<T>): Promise<T[]> {
    return distinct(this, data, options);
  }
}
