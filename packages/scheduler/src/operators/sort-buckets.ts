import type { Rank } from './extreme.js';
import { mergeRuns } from './merge-runs.js';
import type { OperatorOptions, OperatorTarget } from './operator-target.js';
import { beforeBy, type Comparer, type Order, rankComparer } from './sort-order.js';

/** Sorted runs of the data: `runs[bounds[i]] … runs[bounds[i + 1] - 1]` are the positions of run `i`, in order. */
export interface SortedRuns<T> {
  readonly items: ArrayLike<T>;
  readonly ranks: ArrayLike<Rank> | undefined;
  readonly order: Order<T>;
  readonly runs: Uint32Array;
  readonly bounds: readonly number[];
}

/** What is merged by one task: what the positions of a bucket are compared by, run after run. */
type Bucket = readonly [values: readonly unknown[], bounds: readonly number[]];

/** Cuts the runs into buckets, each of which goes before the next, and has every bucket merged on a worker. */
export async function mergeBuckets<T>(
  target: OperatorTarget,
  sorted: SortedRuns<T>,
  options: OperatorOptions,
): Promise<Uint32Array> {
  const positions = bucketPositions(sorted);
  const values: ArrayLike<unknown> = sorted.ranks ?? sorted.items;
  const buckets = positions.map(
    ({ places, bounds }): Bucket => [Array.from(places, (position) => values[position]), bounds],
  );
  const orders = await target.map(mergeBucket(sorted.order.compare, sorted.order.sign), buckets, options);
  const merged = new Uint32Array(sorted.runs.length);
  let end = 0;
  for (const [bucket, order] of orders.entries()) {
    const { places } = positions[bucket] as BucketPositions;
    for (const place of order as Uint32Array) {
      merged[end] = places[place] as number;
      end += 1;
    }
  }
  return merged;
}

/** The positions of a bucket, run after run, and where each run's begin. */
interface BucketPositions {
  readonly places: Uint32Array;
  readonly bounds: readonly number[];
}

function bucketPositions<T>(sorted: SortedRuns<T>): BucketPositions[] {
  const { runs, bounds } = sorted;
  const count = bounds.length - 1;
  const before = beforeBy(sorted.items, sorted.ranks, sorted.order);
  const splits = splitters(sorted, before);
  const cuts = Array.from({ length: count }, (_, run) => cutRun(sorted, run, splits, before));
  return Array.from({ length: count }, (_, bucket) => {
    const slices = cuts.map((cut) => runs.subarray(cut[bucket], cut[bucket + 1]));
    const starts: number[] = [0];
    for (const slice of slices) starts.push((starts.at(-1) as number) + slice.length);
    const places = new Uint32Array(starts.at(-1) as number);
    for (const [run, slice] of slices.entries()) places.set(slice, starts[run] as number);
    return { places, bounds: starts };
  });
}

/** As many positions less one as there are runs: regular samples of the samples of all runs. */
function splitters<T>(
  { runs, bounds }: SortedRuns<T>,
  before: (left: number, right: number) => boolean,
): number[] {
  const count = bounds.length - 1;
  const samples: number[] = [];
  for (let run = 0; run < count; run += 1) {
    const start = bounds[run] as number;
    const length = (bounds[run + 1] as number) - start;
    for (let sample = 0; sample < count; sample += 1) {
      samples.push(runs[start + Math.floor((sample * length) / count)] as number);
    }
  }
  samples.sort((left, right) => (before(left, right) ? -1 : Number(before(right, left))));
  return Array.from({ length: count - 1 }, (_, cut) => samples[(cut + 1) * count] as number);
}

/** Where the buckets begin in a run. What equals a splitter goes behind it in every run: equals meet in one bucket. */
function cutRun<T>(
  { runs, bounds }: SortedRuns<T>,
  run: number,
  splits: readonly number[],
  before: (left: number, right: number) => boolean,
): number[] {
  const end = bounds[run + 1] as number;
  const cut: number[] = [bounds[run] as number];
  for (const splitter of splits) {
    let low = cut.at(-1) as number;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (before(runs[middle] as number, splitter)) low = middle + 1;
      else high = middle;
    }
    cut.push(low);
  }
  return [...cut, end];
}

/** Travels to the workers. */
function mergeBucket<T>(
  operatorCompare: Comparer<T> | undefined,
  operatorSign: 1 | -1,
): (bucket: Bucket) => Uint32Array {
  return ([values, bounds]) => {
    const compareAt =
      operatorCompare === undefined
        ? rankComparer(values as readonly Rank[], operatorSign)
        : (left: number, right: number): number =>
            operatorSign * operatorCompare(values[left] as T, values[right] as T);
    const places = Uint32Array.from(values, (_, place) => place);
    return mergeRuns(places, bounds, (left, right) => compareAt(left, right) < 0);
  };
}
