import type { Payload } from '@zfarm/cluster-core';

/** Up to here a second copy costs less than the transfer of a buffer. */
const CLONED_BYTES_MAX = 16 * 1024;

/**
 * A payload that may go to another thread, and what to transfer with it. Always a copy, the only one: bytes from
 * the network belong to the socket, bytes of the caller may still be on their way elsewhere, and a view that is
 * posted as it is drags its whole buffer along.
 */
export function threadCopy(payload: Payload, transfer: ArrayBuffer[]): Payload {
  return {
    head: copyBytes(payload.head, transfer),
    frames: payload.frames.map((frame) => copyBytes(frame, transfer)),
  };
}

function copyBytes(bytes: Uint8Array, transfer: ArrayBuffer[]): Uint8Array {
  const copy = new Uint8Array(bytes);
  if (copy.byteLength > CLONED_BYTES_MAX) transfer.push(copy.buffer);
  return copy;
}
