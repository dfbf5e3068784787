import { decodeValue, encodeValue } from '@zfarm/cluster-core';
import { SAMPLE_BYTES_MAX, SNAPSHOT_BYTES_MAX } from './limits.js';
import { isObject, valueWeight } from './value-weight.js';

/** The arguments of a task, ready to be kept until they are sent. */
export interface TaskArguments {
  readonly args: readonly unknown[];
  readonly bytes: number;
}

/**
 * Takes the arguments of a task in: small ones are copied, bigger ones stay in place.
 *
 * @throws UnshippableValueError at once: later it would concern the tasks that travel with this one.
 */
export function takeArguments(args: readonly unknown[]): TaskArguments {
  const bytes = valueWeight(args, SAMPLE_BYTES_MAX);
  if (bytes <= SNAPSHOT_BYTES_MAX && args.every(travelsAsItIs)) return { args, bytes };
  const { head, frames } = encodeValue(args, 'arguments');
  if (bytes > SNAPSHOT_BYTES_MAX) return { args, bytes };
  // Frames show the caller's own memory.
  const copy = decodeValue({ head, frames: frames.map((frame) => frame.slice()) });
  return { args: copy as readonly unknown[], bytes };
}

function travelsAsItIs(arg: unknown): boolean {
  return !isObject(arg) && typeof arg !== 'symbol';
}
