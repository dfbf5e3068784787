import type { Rank } from './extreme.js';
import { sortedPlaces } from './merge-runs.js';
import type { Items } from './parts.js';

/** As for `Array.prototype.sort`: below 0 if `left` goes first, above 0 if `right` does, 0 if either may. */
export type Comparer<T> = (left: T, right: T) => number;

/** What decides the order of items. */
export interface Order<T> {
  readonly rank: ((item: T) => unknown) | undefined;
  readonly compare: Comparer<T> | undefined;
  readonly sign: 1 | -1;
}

/** A sorted part: its positions in order, and, where ranks had to be worked out, the rank of each position. */
export type SortedPart = readonly [order: Uint32Array, ranks: readonly Rank[] | Float64Array | undefined];

/** Travels to the workers. Items stay where they are: only their order comes back. */
export function sortPart<T>(
  operatorSign: Order<T>['sign'],
  operatorRank: Order<T>['rank'],
  operatorCompare: Order<T>['compare'],
): (part: Items<T>) => Promise<SortedPart> {
  return async (part) => {
    const ranks = operatorRank === undefined ? undefined : await ranksOf(part, operatorRank);
    const before = beforeBy(part, ranks, { compare: operatorCompare, sign: operatorSign });
    return [sortedPlaces(part.length, before), ranks];
  };
}

/** Compares two places by what stands there; what is no number goes last, and stays last when the order is turned. */
export function rankComparer(ranks: ArrayLike<Rank>, sign: 1 | -1): (left: number, right: number) => number {
  return (left, right) => {
    const a = ranks[left] as Rank;
    const b = ranks[right] as Rank;
    if (a < b) return -sign;
    if (a > b) return sign;
    return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  };
}

/** Which of two positions of the data goes first. */
export function beforeBy<T>(
  items: ArrayLike<T>,
  ranks: ArrayLike<Rank> | undefined,
  { compare, sign }: Pick<Order<T>, 'compare' | 'sign'>,
): (left: number, right: number) => boolean {
  if (compare !== undefined) {
    return (left, right) => sign * compare(items[left] as T, items[right] as T) < 0;
  }
  const compareAt = rankComparer(ranks ?? (items as unknown as ArrayLike<Rank>), sign);
  return (left, right) => compareAt(left, right) < 0;
}

async function ranksOf<T>(
  part: Items<T>,
  operatorRank: (item: T) => unknown,
): Promise<readonly Rank[] | Float64Array> {
  const ranks: Rank[] = [];
  let numbers = true;
  for (let position = 0; position < part.length; position += 1) {
    const ranked = operatorRank(part[position] as T);
    const rank = (ranked instanceof Promise ? await ranked : ranked) as Rank;
    numbers &&= typeof rank === 'number';
    ranks.push(rank);
  }
  return numbers ? Float64Array.from(ranks as number[]) : ranks;
}
