/**
 * An encoded value or list of values: one msgpack head, and raw frames for big binary parts.
 *
 * `head` owns its whole ArrayBuffer, so it may be transferred or sent without a copy. Frames are views on the
 * caller's memory: do not change them until they are sent, and never transfer their buffers.
 */
export interface Payload {
  /** msgpack, or raw numbers, behind one byte that says which. */
  readonly head: Uint8Array;
  /** Big binary parts, by index. */
  readonly frames: readonly Uint8Array[];
}

/** First byte of every head: how the rest is to be read. */
export const PayloadForm = {
  /** msgpack of a tree that msgpack carries without loss. */
  plain: 1,
  /** msgpack of a flat table of nodes: everything else that structuredClone knows. */
  graph: 2,
  /** A list of numbers as raw little-endian float64. */
  numbers: 3,
  /** A slice of one typed array, raw. */
  binary: 4,
} as const;

/** Bytes in front of raw numbers inside a head: keeps them aligned for any typed array. */
export const RAW_OFFSET = 8;

/** Bytes of a payload on the wire, head and frames together. */
export function payloadBytes(payload: Payload): number {
  let bytes = payload.head.byteLength;
  for (const frame of payload.frames) bytes += frame.byteLength;
  return bytes;
}

/** The same payload with frames of its own: for when the memory they view may change before they are used. */
export function copyFrames({ head, frames }: Payload): Payload {
  return { head, frames: frames.map((frame) => new Uint8Array(frame)) };
}

/** Bytes that are not a payload: cut short, corrupted, or made by something else. The only error decoding throws. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';

  constructor(reason: string, options?: ErrorOptions) {
    super(`This payload cannot be decoded: ${reason}. Do both sides run the same version of zfarm?`, options);
  }
}
