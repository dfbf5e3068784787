import { type ClassTable, encodeList, type Payload } from '@zfarm/cluster-core';
import { threadCopy } from './thread-copy.js';

/** A copy: the task may go on to change what it has passed. */
export function encodedNow(data: Iterable<unknown>, classes: ClassTable): Payload {
  const values = isList(data) ? data : [...data];
  return threadCopy(encodeList(values, 0, values.length, classes), []);
}

/** Likewise of all that comes. */
export async function gathered(data: AsyncIterable<unknown>, classes: ClassTable): Promise<Payload> {
  const values: unknown[] = [];
  for await (const value of data) values.push(value);
  return encodedNow(values, classes);
}

function isList(data: Iterable<unknown>): data is Iterable<unknown> & ArrayLike<unknown> {
  return Array.isArray(data) || (ArrayBuffer.isView(data) && !(data instanceof DataView));
}

/** Whether jobs take it as their data. */
export function isIterable(data: unknown): data is Iterable<unknown> | AsyncIterable<unknown> {
  if (typeof data !== 'object' || data === null) return false;
  return Symbol.iterator in data || Symbol.asyncIterator in data;
}
