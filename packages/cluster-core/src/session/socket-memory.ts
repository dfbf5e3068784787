import type { ValueMemory } from '../core/transfer/value-memory.js';
import type { Payload } from '../value/payload.js';
import { FrameDrain } from './frame-drain.js';

type Transfer = (this: ArrayBuffer, byteLength?: number) => ArrayBuffer;

/** Node.js 22 and later have it. */
const transfer: Transfer | undefined = (ArrayBuffer.prototype as { transfer?: Transfer }).transfer;

/** For others; made for the first big frame. */
let drain: FrameDrain | undefined;

function free(memory: Uint8Array<ArrayBuffer>): void {
  if (transfer !== undefined) transfer.call(memory.buffer, 0);
  else {
    drain ??= new FrameDrain();
    drain.free(memory);
  }
}

/** The longest block from which the C library of GNU learns. */
const UNTOUCHED_BYTES = 31 * 1024 * 1024;

/**
 * For a process of our own that big values come to. The C library of GNU gives freed memory back to the system once there is
 * twice as much of it as in the longest block that was ever mapped and freed, so each frame of ZeroMQ came to new pages, a
 * quarter of what it costs to receive it. Here it is shown a long block, of which not a page is touched, and which
 * is garbage at once. Up to 62 MiB stay with the process that way after a big value.
 */
export function keepFreedPages(): void {
  Buffer.allocUnsafeSlow(UNTOUCHED_BYTES);
}

/** Shorter memory is left to the collector: to free it takes 10 us. */
const FREED_BYTES_MIN = 16 * 1024;

/** Shorter ones are made as fast as they are found. */
const KEPT_BYTES_MIN = 256 * 1024;

/** As many as threads give back between two collections of garbage. */
const KEPT_MAX = 8;

/** Spent memory that has not been collected yet: what comes and what goes is often of one size. */
let kept: WeakRef<ArrayBuffer>[] = [];

/**
 * Values that come over a socket. ZeroMQ hands each frame over in memory of its own that lives until the garbage is
 * collected, and that counts twice towards the next collection: one for every few fragments. Detached, it is free at once,
 * and so warm when the next fragment comes. Likewise results that have arrived are memory for the next arguments.
 */
export const SOCKET_MEMORY: ValueMemory = {
  // Not zeroed: a value is used only when all of it has come.
  make: (bytes) => new Uint8Array(keptBuffer(bytes) ?? Buffer.allocUnsafeSlow(bytes).buffer),
  // ZeroMQ marks its memory as one that no thread may be given; later versions of Node.js then throw, and 20 copies it.
  adopt: (frame) =>
    transfer !== undefined && isWhole(frame) ? new Uint8Array(transfer.call(frame.buffer)) : frame,
  release: releaseMemory,
  spent: (part) => {
    if (part.byteLength < KEPT_BYTES_MIN) {
      releaseMemory(part);
      return;
    }
    if (!isWhole(part)) return;
    kept.push(new WeakRef(part.buffer));
    if (kept.length > KEPT_MAX) kept.shift();
  },
};

function releaseMemory(bytes: Uint8Array): void {
  if (bytes.byteLength >= FREED_BYTES_MIN && isWhole(bytes)) free(bytes);
}

/** Frees the raw parts of a value that came over a socket, at once: nobody will look at them again. */
export function releaseFrames({ frames }: Payload): void {
  for (const frame of frames) releaseMemory(frame);
}

/** A short frame stands in memory that others share. */
function isWhole(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer && bytes.buffer.byteLength === bytes.byteLength;
}

function keptBuffer(bytes: number): ArrayBuffer | undefined {
  if (bytes < KEPT_BYTES_MIN) return undefined;
  const place = kept.findIndex((reference) => reference.deref()?.byteLength === bytes);
  const buffer = kept[place]?.deref();
  kept = kept.filter((reference, index) => index !== place && reference.deref() !== undefined);
  return buffer;
}
