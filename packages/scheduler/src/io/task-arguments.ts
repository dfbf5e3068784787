import {
  copyFrames,
  decodeList,
  encodeList,
  type Payload,
  payloadBytes,
  UnshippableValueError,
} from '@zfarm/cluster-core';
import { SAMPLE_BYTES_MAX, SNAPSHOT_BYTES_MAX } from './limits.js';
import { isObject, valueWeight } from './value-weight.js';

/** The arguments of a task as they are kept: big ones as the list, of one, in which they will travel. */
export type KeptArguments = readonly unknown[] | Payload;

/** The arguments of a task, ready to be kept until they are sent. */
export interface TaskArguments {
  readonly args: KeptArguments;
  readonly bytes: number;
}

/**
 * Takes the arguments of a task in, and reads them once: small ones are copied; of bigger ones raw bytes stay in place.
 *
 * @throws UnshippableValueError at once: later it would concern the tasks that travel with this one.
 */
export function takeArguments(args: readonly unknown[]): TaskArguments {
  if (args.every(travelsAsItIs)) return { args, bytes: valueWeight(args, SAMPLE_BYTES_MAX) };
  const encoded = encodeAlone(args);
  const bytes = payloadBytes(encoded);
  if (bytes > SNAPSHOT_BYTES_MAX) return { args: encoded, bytes };
  // Frames show the caller's own memory.
  return { args: decodeList(copyFrames(encoded))[0] as readonly unknown[], bytes };
}

/**
 * The arguments of several tasks as they travel together.
 *
 * @throws UnshippableValueError if the memory of one was taken away meanwhile.
 */
export function encodeArguments(kept: readonly KeptArguments[]): Payload {
  const [first] = kept;
  if (kept.length === 1 && first !== undefined && isEncoded(first)) return whole(first);
  const list = kept.map((args) => (isEncoded(args) ? decodeList(whole(args))[0] : args));
  return encodeList(list, 0, list.length);
}

function encodeAlone(args: readonly unknown[]): Payload {
  try {
    return encodeList([args], 0, 1);
  } catch (error) {
    if (!(error instanceof UnshippableValueError)) throw error;
    throw new UnshippableValueError(error.path.replace(/^item 0 ?/, 'arguments'), error.why, error.remedy);
  }
}

function isEncoded(args: KeptArguments): args is Payload {
  return !Array.isArray(args);
}

/** A frame is never empty, unless its buffer was detached. */
function whole(payload: Payload): Payload {
  if (payload.frames.every(({ byteLength }) => byteLength > 0)) return payload;
  throw new UnshippableValueError(
    'arguments',
    'a buffer that was detached before it was sent,',
    'leave it alone until the task has ended, or pass a copy',
  );
}

function travelsAsItIs(arg: unknown): boolean {
  return !isObject(arg) && typeof arg !== 'symbol';
}
