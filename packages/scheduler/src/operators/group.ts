import { checkOptions, type OptionRule } from '../option-error.js';
import { checkSequence, functionOf, ITEM_FUNCTION, PART_RULES } from './check-call.js';
import type { ItemFunction, OperatorTarget, PartOptions, Sequence } from './operator-target.js';
import { collectItems, cutIntoParts, type Items, type Part, partCount } from './parts.js';

/** What items can be grouped by: compared as a `Map` compares its keys, so `NaN` equals `NaN`. */
export type Key = string | number | bigint | boolean | null | undefined;

/** Keys in the order first met, each with the positions in its part. */
type Places = Map<Key, number[]>;

/** The items by key, groups and items in the order of the data. Keys are worked out by the workers; items do not travel back. */
export async function groupBy<T, K extends Key>(
  target: OperatorTarget,
  by: ItemFunction<T, K | Promise<K>>,
  data: Sequence<T>,
  options: PartOptions = {},
): Promise<Map<K, T[]>> {
  const { items, parts, found } = await placesByKey('groupBy', target, by, data, options);
  const groups = new Map<K, T[]>();
  for (const [part, places] of found.entries()) {
    const start = (parts[part] as Part<T>).start;
    for (const [key, positions] of places as Map<K, number[]>) {
      const group = groups.get(key) ?? [];
      for (const position of positions) group.push(items[start + position] as T);
      groups.set(key, group);
    }
  }
  return groups;
}

/** How many items there are of each key, in the order of the data. */
export async function countBy<T, K extends Key>(
  target: OperatorTarget,
  by: ItemFunction<T, K | Promise<K>>,
  data: Sequence<T>,
  options: PartOptions = {},
): Promise<Map<K, number>> {
  const key = functionOf('countBy', 'the key', by) as (item: T) => K | Promise<K>;
  const { lists, jobOptions } = await partsOf('countBy', target, data, options);
  const counts = new Map<K, number>();
  for (const part of await target.map(countsOf(key), lists, jobOptions)) {
    for (const [name, number] of part as Map<K, number>) counts.set(name, (counts.get(name) ?? 0) + number);
  }
  return counts;
}

/** Options of `distinct`. */
export interface DistinctOptions<T> extends PartOptions {
  /** What makes two items the same. Default: the item itself, which must be a key. */
  readonly by?: ItemFunction<T, Key | Promise<Key>> | undefined;
}

const DISTINCT_RULES: Readonly<Record<keyof DistinctOptions<unknown>, OptionRule>> = {
  ...PART_RULES,
  by: ITEM_FUNCTION,
};

/** The first item of each key, in the order of the data; without `by`, items that are keys themselves. */
export async function distinct<T>(
  target: OperatorTarget,
  data: Sequence<T>,
  options: DistinctOptions<T> = {},
): Promise<T[]> {
  checkOptions('distinct', options, DISTINCT_RULES, '{ by }');
  const { by = (item: T): Key => item as Key, ...rest } = options;
  const key = functionOf('distinct', "option 'by'", by) as (item: T) => Key | Promise<Key>;
  const { items, parts, lists, jobOptions } = await partsOf('distinct', target, data, rest);
  const firsts = new Map<Key, T>();
  for (const [part, found] of (await target.map(firstsOf(key), lists, jobOptions)).entries()) {
    const start = (parts[part] as Part<T>).start;
    for (const [name, position] of found as Map<Key, number>) {
      if (!firsts.has(name)) firsts.set(name, items[start + position] as T);
    }
  }
  return [...firsts.values()];
}

interface Cut<T> {
  readonly items: Items<T>;
  readonly parts: readonly Part<T>[];
  readonly lists: readonly Items<T>[];
  readonly jobOptions: PartOptions;
}

async function partsOf<T>(
  call: string,
  target: OperatorTarget,
  data: Sequence<T>,
  options: PartOptions,
): Promise<Cut<T>> {
  checkSequence(call, data);
  checkOptions(call, options, PART_RULES);
  const { parts: wanted, size, ...jobOptions } = options;
  const items = await collectItems(call, data, size);
  const parts = cutIntoParts(items, partCount(items, target.slots, { parts: wanted }));
  return { items, parts, lists: parts.map((part) => part.items), jobOptions };
}

async function placesByKey<T, K extends Key>(
  call: string,
  target: OperatorTarget,
  by: ItemFunction<T, K | Promise<K>>,
  data: Sequence<T>,
  options: PartOptions,
): Promise<Cut<T> & { readonly found: readonly Places[] }> {
  const key = functionOf(call, 'the key', by) as (item: T) => K | Promise<K>;
  const cut = await partsOf(call, target, data, options);
  return { ...cut, found: (await target.map(placesOf(key), cut.lists, cut.jobOptions)) as Places[] };
}

// What follows travels to the workers.

function placesOf<T>(operatorKey: (item: T) => unknown): (part: Items<T>) => Promise<Places> {
  return async (part) => {
    const places: Places = new Map();
    for (let index = 0; index < part.length; index += 1) {
      const key = checkKey(await operatorKey(part[index] as T));
      const positions = places.get(key);
      if (positions === undefined) places.set(key, [index]);
      else positions.push(index);
    }
    return places;
  };
}

function countsOf<T>(operatorKey: (item: T) => unknown): (part: Items<T>) => Promise<Map<Key, number>> {
  return async (part) => {
    const counts: Map<Key, number> = new Map();
    for (let index = 0; index < part.length; index += 1) {
      const key = checkKey(await operatorKey(part[index] as T));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  };
}

function firstsOf<T>(operatorKey: (item: T) => unknown): (part: Items<T>) => Promise<Map<Key, number>> {
  return async (part) => {
    const firsts: Map<Key, number> = new Map();
    for (let index = 0; index < part.length; index += 1) {
      const key = checkKey(await operatorKey(part[index] as T));
      if (!firsts.has(key)) firsts.set(key, index);
    }
    return firsts;
  };
}

/** Objects that are equal here would be two different ones once each has travelled. */
function checkKey(key: unknown): Key {
  if ((typeof key !== 'object' || key === null) && typeof key !== 'symbol' && typeof key !== 'function') {
    return key as Key;
  }
  throw new TypeError(
    `A key must be a text, number, bigint, boolean, null or undefined, not ${typeof key}: make a text of it.`,
  );
}
