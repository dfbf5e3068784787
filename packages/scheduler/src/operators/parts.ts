import { checkSequence } from './check-call.js';
import type { PartOptions, Sequence } from './operator-target.js';

/** So many parts for each slot: the last ones to finish leave little of the machine idle. */
const PARTS_PER_SLOT = 16;

/** The same where time goes into moving the parts: enough for one to travel while another is worked on. */
const LIGHT_PARTS_PER_SLOT = 4;

/**
 * Bytes of a typed array in one part: each costs some 2 ms on its way to a thread and back, as much as 4 MiB take to travel, and the
 * next one travels while it is worked on.
 */
const PART_BYTES = 4 * 1024 * 1024;

/** Items by position. */
export type Items<T> = readonly T[] | ItemsView<T>;

/** A typed array, as far as parts need it. */
interface ItemsView<T> extends ArrayLike<T> {
  readonly byteLength: number;
  subarray(start: number, end: number): ItemsView<T>;
}

/** A part of the data, and where in it it starts. */
export interface Part<T> {
  readonly start: number;
  readonly items: Items<T>;
}

/**
 * The first `size` items by position: arrays and typed arrays as they are, anything else read to its end.
 *
 * @throws OptionError for what is no sequence.
 */
export async function collectItems<T>(call: string, data: Sequence<T>, size?: number): Promise<Items<T>> {
  checkSequence(call, data);
  const items = isItems(data) ? data : await readItems(data, size ?? Number.POSITIVE_INFINITY);
  return size === undefined || size >= items.length ? items : cut(items, 0, size);
}

/** Cuts items into parts of nearly equal length, none of them empty. */
export function cutIntoParts<T>(items: Items<T>, parts: number): Part<T>[] {
  const count = Math.min(parts, items.length);
  const bound = (part: number): number => Math.floor((part * items.length) / count);
  return Array.from({ length: count }, (_, part) => ({
    start: bound(part),
    items: cut(items, bound(part), bound(part + 1)),
  }));
}

/** How many parts the data of an operator is cut into. */
export function partCount(
  items: Items<unknown>,
  slots: number,
  { parts }: Pick<PartOptions, 'parts'>,
): number {
  if (parts !== undefined) return parts;
  const forBytes = 'byteLength' in items ? Math.ceil(items.byteLength / PART_BYTES) : 0;
  return Math.max(slots * PARTS_PER_SLOT, forBytes);
}

/** Likewise where working on an item takes less than moving it: of a typed array, fewer and bigger ones. */
export function lightPartCount(
  items: Items<unknown>,
  slots: number,
  { parts }: Pick<PartOptions, 'parts'>,
): number {
  if (parts !== undefined || !('byteLength' in items)) return partCount(items, slots, { parts });
  return Math.max(slots * LIGHT_PARTS_PER_SLOT, Math.ceil(items.byteLength / PART_BYTES));
}

function isItems<T>(data: Sequence<T>): data is Sequence<T> & Items<T> {
  return Array.isArray(data) || (ArrayBuffer.isView(data) && !(data instanceof DataView));
}

async function readItems<T>(data: Sequence<T>, size: number): Promise<T[]> {
  const items: T[] = [];
  if (size === 0) return items;
  if (Symbol.iterator in data) {
    for (const item of data) if (items.push(item) >= size) break;
  } else {
    for await (const item of data) if (items.push(item) >= size) break;
  }
  return items;
}

function cut<T>(items: Items<T>, start: number, end: number): Items<T> {
  return 'subarray' in items ? items.subarray(start, end) : items.slice(start, end);
}
