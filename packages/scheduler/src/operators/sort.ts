import { BOOLEAN, checkOptions, type OptionRule } from '../option-error.js';
import { functionOf, ITEM_FUNCTION, PART_RULES } from './check-call.js';
import type { Rank } from './extreme.js';
import { mergeRuns } from './merge-runs.js';
import type { ItemFunction, OperatorTarget, PartOptions, Sequence } from './operator-target.js';
import { collectItems, cutIntoParts, type Items } from './parts.js';
import { mergeBuckets } from './sort-buckets.js';
import { type NumberArray, sortNumbers } from './sort-numbers.js';
import { beforeBy, type Comparer, type Order, type SortedPart, sortPart } from './sort-order.js';

/** Options of `sort`. */
export interface SortOptions<T> extends PartOptions {
  /** What items are sorted by, worked out once for each on the workers. Default: the item itself, by `<`. */
  readonly by?: ItemFunction<T, Rank | Promise<Rank>> | undefined;
  /** Compares two items, as for `Array.prototype.sort`. Not together with `by`. */
  readonly compare?: Comparer<T> | undefined;
  /** True: from the highest to the lowest. Items that are equal keep their order all the same. */
  readonly descending?: boolean | undefined;
}

const RULES: Readonly<Record<keyof SortOptions<unknown>, OptionRule>> = {
  ...PART_RULES,
  by: ITEM_FUNCTION,
  compare: ITEM_FUNCTION,
  descending: BOOLEAN,
};

export type { Comparer };

/** A typed array of the same kind, or an array. */
export type Sorted<T, Data> = Data extends NumberArray ? Data : T[];

/** Up to so many sorted parts are merged here: two comparisons for each item, against some twenty to sort it. */
const RUNS_MERGED_HERE = 4;

/**
 * Sorts into a new list, stable: one part for each slot is sorted there, and where there are more than a few, samples of
 * these cut them into buckets that are merged on the workers (parallel sorting by regular sampling: Shi, Schaeffer 1992).
 * Typed arrays without `by` and `compare` travel as they are and give a typed array; of anything else, the order alone
 * comes back, so items are the very objects of the data.
 *
 * @throws TypeError for what is no function; OptionError for `by` and `compare` together.
 */
export async function sort<T, Data extends Sequence<T>>(
  target: OperatorTarget,
  data: Data & Sequence<T>,
  options: SortOptions<T> = {},
): Promise<Sorted<T, Data>> {
  checkOptions('sort', options, RULES, '{ compare }');
  const { by, compare, descending = false, parts, size, ...jobOptions } = options;
  const order = orderOf(options);
  const items = await collectItems<T>('sort', data, size);
  if (order.rank === undefined && order.compare === undefined && 'subarray' in items) {
    const numbers = items as unknown as NumberArray;
    const sorted = await sortNumbers(target, numbers, { ...jobOptions, parts });
    return (descending ? sorted.reverse() : sorted) as never;
  }
  const pieces = cutIntoParts(items, parts ?? target.slots);
  const kernel = sortPart<T>(order.sign, order.rank, order.compare);
  const sorted = await target.map(
    kernel,
    pieces.map((piece) => piece.items),
    jobOptions,
  );
  const bounds = [...pieces.map((piece) => piece.start), items.length];
  const runs = wholeRuns(sorted, bounds);
  const ranks = order.rank === undefined ? undefined : wholeRanks(sorted, bounds);
  const merged =
    pieces.length <= RUNS_MERGED_HERE
      ? mergeRuns(runs, bounds, beforeBy(items, ranks, order))
      : await mergeBuckets(target, { items, ranks, order, runs, bounds }, jobOptions);
  return pick(items, merged) as never;
}

/** The order of each part, as positions of the data. */
function wholeRuns(sorted: readonly SortedPart[], bounds: readonly number[]): Uint32Array {
  const runs = new Uint32Array(bounds.at(-1) ?? 0);
  for (const [part, [positions]] of sorted.entries()) {
    const start = bounds[part] as number;
    for (let place = 0; place < positions.length; place += 1)
      runs[start + place] = start + (positions[place] as number);
  }
  return runs;
}

/** The ranks of all items: numbers as they came. */
function wholeRanks(sorted: readonly SortedPart[], bounds: readonly number[]): ArrayLike<Rank> {
  const parts = sorted.map(([, ranks]) => ranks ?? []);
  if (!parts.every((ranks) => ranks instanceof Float64Array)) return parts.flatMap((ranks) => [...ranks]);
  const all = new Float64Array(bounds.at(-1) ?? 0);
  for (const [part, ranks] of parts.entries()) all.set(ranks, bounds[part]);
  return all;
}

function orderOf<T>({ by, compare, descending = false }: SortOptions<T>): Order<T> {
  if (by !== undefined && compare !== undefined) {
    throw new TypeError("sort: give either 'by' or 'compare', not both.");
  }
  return {
    rank: by === undefined ? undefined : (functionOf('sort', "option 'by'", by) as (item: T) => unknown),
    compare: compare === undefined ? undefined : functionOf('sort', "option 'compare'", compare),
    sign: descending ? -1 : 1,
  };
}

function pick<T>(items: Items<T>, order: Uint32Array): Items<T> {
  if ('subarray' in items) {
    const picked = (items as unknown as Float64Array).slice();
    for (let place = 0; place < order.length; place += 1)
      picked[place] = items[order[place] as number] as never;
    return picked as never;
  }
  const picked = new Array<T>(order.length);
  for (let place = 0; place < order.length; place += 1) picked[place] = items[order[place] as number] as T;
  return picked;
}
