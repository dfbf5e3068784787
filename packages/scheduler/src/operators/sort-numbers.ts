import { checkCount } from './check-call.js';
import type { OperatorTarget, PartOptions } from './operator-target.js';
import { cutIntoParts } from './parts.js';

/** Typed arrays of numbers or bigints. */
export type NumberArray = Exclude<NodeJS.TypedArray, never>;

/**
 * Sorts a typed array in its own order, as `TypedArray.prototype.sort` does (`-0` before `0`, `NaN` last): one part for each
 * slot, sorted there and merged here. Returns a new array.
 */
export async function sortNumbers<A extends NumberArray>(
  target: OperatorTarget,
  numbers: A,
  { parts, ...jobOptions }: PartOptions,
): Promise<A> {
  checkCount('sort', 'parts', parts, 1);
  const pieces = cutIntoParts<number>(numbers as never, parts ?? target.slots);
  const lists = pieces.map((piece) => piece.items as unknown as A);
  const runs: A[] = await (target.map(sortedCopy, lists as never[], jobOptions) as PromiseLike<never[]>);
  return runs.length === 0 ? (numbers.slice() as A) : mergeNumbers(runs, numbers.length);
}

/** Travels to the workers. */
function sortedCopy<A extends NumberArray>(part: A): A {
  return part.sort() as A;
}

/** Merges sorted runs pairwise. */
function mergeNumbers<A extends NumberArray>(runs: readonly A[], length: number): A {
  let level = runs.map((run) => run.subarray(0, run.length - notNumbers(run)) as A);
  const first = level[0] as A;
  while (level.length > 1) {
    const next: A[] = [];
    for (let run = 0; run < level.length; run += 2) {
      const left = level[run] as A;
      const right = level[run + 1];
      next.push(right === undefined ? left : mergeTwo(left, right));
    }
    level = next;
  }
  const merged = level[0] as A;
  const whole = merged.length === length ? merged : padded(merged, length);
  if (first instanceof Float64Array || first instanceof Float32Array) orderZeros(whole as Float64Array);
  return whole;
}

function mergeTwo<A extends NumberArray>(left: A, right: A): A {
  const merged = emptyLike(left, left.length + right.length);
  let from = 0;
  let other = 0;
  let place = 0;
  while (from < left.length && other < right.length) {
    const a = left[from] as number;
    const b = right[other] as number;
    if (b < a) {
      merged[place] = b;
      other += 1;
    } else {
      merged[place] = a;
      from += 1;
    }
    place += 1;
  }
  merged.set(left.subarray(from) as never, place);
  merged.set(right.subarray(other) as never, place + left.length - from);
  return merged;
}

/** How many `NaN` stand at the end of a run: comparing cannot place them. */
function notNumbers(run: NumberArray): number {
  let count = 0;
  while (count < run.length && Number.isNaN(run[run.length - 1 - count])) count += 1;
  return count;
}

function padded<A extends NumberArray>(merged: A, length: number): A {
  const whole = emptyLike(merged, length);
  whole.set(merged as never);
  whole.fill(Number.NaN as never, merged.length);
  return whole;
}

/** Runs hold each their `-0` before their `0`, and comparing cannot tell these two apart. */
function orderZeros(sorted: Float64Array): void {
  const start = firstNotBelow(sorted, 0);
  let end = start;
  while (end < sorted.length && sorted[end] === 0) end += 1;
  sorted.subarray(start, end).sort();
}

function firstNotBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function emptyLike<A extends NumberArray>(array: A, length: number): A {
  return new (array.constructor as new (length: number) => A)(length);
}
