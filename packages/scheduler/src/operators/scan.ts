import { checkOptions } from '../option-error.js';
import { combinerOf, PART_RULES } from './check-call.js';
import type { OperatorTarget, PartOptions, Sequence } from './operator-target.js';
import { collectItems, cutIntoParts, type Items, partCount } from './parts.js';
import type { Combiner } from './reduce.js';

/**
 * Running results of an associative operator: result `i` is that of items `0…i`. Each part is gone through twice, once
 * for what it amounts to and once from what lies before it, so an operator worth it runs on all slots.
 *
 * @throws TypeError for an operator that does not take two values.
 */
export async function scan<T>(
  target: OperatorTarget,
  combine: Combiner<T>,
  data: Sequence<T>,
  options: PartOptions = {},
): Promise<T[]> {
  const combiner = combinerOf('scan', combine);
  checkOptions('scan', options, PART_RULES);
  const { parts: _, size, ...jobOptions } = options;
  const items = await collectItems('scan', data, size);
  const parts = cutIntoParts(items, partCount(items, target.slots, options));
  const lists = parts.map((part) => part.items);
  const totals = await target.map(totalOf(combiner), lists.slice(0, -1), jobOptions);
  const before = await target.map(
    runningResults(combiner),
    totals.length === 0 ? [] : [[totals, undefined]],
    jobOptions,
  );
  const offsets = before[0] ?? [];
  const pieces = lists.map((list, part): [Items<T>, T | undefined] => [list, offsets[part - 1] as T]);
  const results = await target.map(runningResults(combiner), pieces, jobOptions);
  return (results as T[][]).flat(1) as T[];
}

// What follows travels to the workers, so each function stands alone.

function totalOf<T>(operatorCombine: Combiner<T>): (part: Items<T>) => T {
  return (part) => {
    let result = part[0] as T;
    for (let index = 1; index < part.length; index += 1) {
      result = operatorCombine(result, part[index] as T);
    }
    return result;
  };
}

function runningResults<T>(operatorCombine: Combiner<T>): (piece: [Items<T>, T | undefined]) => T[] {
  return ([part, before]) => {
    const results: T[] = [];
    let result = before as T;
    for (let index = 0; index < part.length; index += 1) {
      const item = part[index] as T;
      result = index === 0 && before === undefined ? item : operatorCombine(result, item);
      results.push(result);
    }
    return results;
  };
}
