import type { Payload } from '@zfarm/cluster-core';

/** Up to here a second copy costs less than the transfer of a buffer. */
const CLONED_BYTES_MAX = 16 * 1024;

/**
 * A payload that may go to another thread, and what to transfer with it. A copy, the only one: bytes from the network
 * belong to the socket, which may still read what it was given to send; bytes of the caller may be on their way elsewhere;
 * and a view that is posted as it is drags its whole buffer along.
 */
export function threadCopy(payload: Payload, transfer: ArrayBuffer[]): Payload {
  return {
    head: copyBytes(payload.head, transfer),
    frames: payload.frames.map((frame) => copyBytes(frame, transfer)),
  };
}

/**
 * The same, but a frame that is the whole of a buffer which came with the item goes as it is: nobody else has ever had it.
 *
 * @param given those buffers; what goes is taken out.
 */
export function threadReturn(
  payload: Payload,
  transfer: ArrayBuffer[],
  given: Set<ArrayBufferLike>,
): Payload {
  const pass = (bytes: Uint8Array): Uint8Array => {
    const { buffer, byteLength } = bytes;
    if (byteLength < buffer.byteLength || !given.delete(buffer)) return copyBytes(bytes, transfer);
    transfer.push(buffer as ArrayBuffer);
    return bytes;
  };
  return { head: copyBytes(payload.head, transfer), frames: payload.frames.map(pass) };
}

function copyBytes(bytes: Uint8Array, transfer: ArrayBuffer[]): Uint8Array {
  const copy = new Uint8Array(bytes);
  if (copy.byteLength > CLONED_BYTES_MAX) transfer.push(copy.buffer);
  return copy;
}

/** The same for a payload whose memory is nobody else's, and which is not needed here any more: nothing big is copied. */
export function threadMove(payload: Payload, transfer: ArrayBuffer[]): Payload {
  for (const bytes of [payload.head, ...payload.frames]) {
    if (bytes.byteLength > CLONED_BYTES_MAX) transfer.push(bytes.buffer as ArrayBuffer);
  }
  return payload;
}
