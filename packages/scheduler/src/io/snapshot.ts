import { decodeList, encodeList, UnshippableValueError } from '@zfarm/cluster-core';
import { isObject, valueWeight } from './value-weight.js';

/**
 * A copy of a list if it weighs no more than `bytesMax`, so that the caller may change at once what it has passed; a bigger one as it
 * is. So is one that cannot be encoded: that is reported, with the item, when it is sent.
 */
export function snapshot(values: ArrayLike<unknown>, bytesMax: number): ArrayLike<unknown> {
  if (bytesMax < Number.POSITIVE_INFINITY && valueWeight(values, bytesMax) > bytesMax) return values;
  if (Array.isArray(values) && !values.some(isObject)) return values.slice();
  try {
    const { head, frames } = encodeList(values, 0, values.length);
    // Frames show the caller's own memory.
    return decodeList({ head, frames: frames.map((frame) => frame.slice()) });
  } catch (error) {
    if (error instanceof UnshippableValueError) return values;
    throw error;
  }
}
