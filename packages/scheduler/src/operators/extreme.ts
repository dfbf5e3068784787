import { checkOptions, type OptionRule } from '../option-error.js';
import { functionOf, ITEM_FUNCTION, PART_RULES } from './check-call.js';
import type { ItemFunction, OperatorTarget, PartOptions, Sequence } from './operator-target.js';
import { collectItems, cutIntoParts, type Items, type Part, partCount } from './parts.js';

/** What can be put in an order: two of the same kind, compared by `<`. */
export type Rank = number | bigint | string | Date;

/** Options of `min` and `max`. */
export interface ExtremeOptions<T> extends PartOptions {
  /** What items are compared by. Default: the item itself. */
  readonly by?: ItemFunction<T, Rank | Promise<Rank>> | undefined;
}

const RULES: Readonly<Record<keyof ExtremeOptions<unknown>, OptionRule>> = {
  ...PART_RULES,
  by: ITEM_FUNCTION,
};

/** The item of the lowest rank, the first of several; undefined for no items. Ranks that are `NaN` are passed over. */
export function min<T>(
  target: OperatorTarget,
  data: Sequence<T>,
  options: ExtremeOptions<T> = {},
): Promise<T | undefined> {
  return extreme('min', target, data, options, 1);
}

/** The item of the highest rank, the first of several; undefined for no items. Ranks that are `NaN` are passed over. */
export function max<T>(
  target: OperatorTarget,
  data: Sequence<T>,
  options: ExtremeOptions<T> = {},
): Promise<T | undefined> {
  return extreme('max', target, data, options, -1);
}

async function extreme<T>(
  call: string,
  target: OperatorTarget,
  data: Sequence<T>,
  options: ExtremeOptions<T>,
  sign: 1 | -1,
): Promise<T | undefined> {
  checkOptions(call, options, RULES, '{ by }');
  const { by, parts: wanted, size, ...jobOptions } = options;
  const rank = by === undefined ? undefined : (functionOf(call, "option 'by'", by) as (item: T) => unknown);
  const items = await collectItems(call, data, size);
  const parts = cutIntoParts(items, partCount(items, target.slots, { parts: wanted }));
  const lists = parts.map((part) => part.items);
  const found = await target.map(bestOf(rank, sign), lists, jobOptions);
  let best: Best | undefined;
  for (const [part, candidate] of found.entries()) {
    if (candidate === undefined) continue;
    const [place, value] = candidate;
    if (best !== undefined && !(sign > 0 ? value < best[1] : value > best[1])) continue;
    best = [(parts[part] as Part<T>).start + place, value];
  }
  return best === undefined ? undefined : items[best[0]];
}

/** Position and rank. */
type Best = readonly [place: number, rank: Rank];

/** Travels to the workers: of a part, only the place and the rank of its best item come back. */
function bestOf<T>(
  operatorRank: ((item: T) => unknown) | undefined,
  operatorSign: 1 | -1,
): (part: Items<T>) => Promise<Best | undefined> {
  return async (part) => {
    let best: Best | undefined;
    for (let index = 0; index < part.length; index += 1) {
      const item = part[index] as T;
      const ranked = operatorRank === undefined ? item : operatorRank(item);
      const rank = (ranked instanceof Promise ? await ranked : ranked) as Rank;
      if (Number.isNaN(rank)) continue;
      if (best === undefined || (operatorSign > 0 ? rank < best[1] : rank > best[1])) best = [index, rank];
    }
    return best;
  };
}
