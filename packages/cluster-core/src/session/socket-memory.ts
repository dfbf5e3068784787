import type { ValueMemory } from '../core/transfer/value-memory.js';

type Detach = (this: ArrayBuffer, byteLength: number) => ArrayBuffer;

/** Node.js 22 and later have it. */
let detach: Detach | undefined = (ArrayBuffer.prototype as { transfer?: Detach }).transfer;

/**
 * Gives Node.js 20 what later ones have: `ArrayBuffer.prototype.transfer`, taken from where a program has switched it on. Only a
 * program of our own does so, before anything else.
 */
export function provideDetach(transfer: Detach): void {
  detach ??= transfer;
}

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
  release: (frame) => {
    if (detach !== undefined && isWhole(frame)) detach.call(frame.buffer, 0);
  },
  spent: (part) => {
    if (part.byteLength < KEPT_BYTES_MIN || !isWhole(part)) return;
    kept.push(new WeakRef(part.buffer));
    if (kept.length > KEPT_MAX) kept.shift();
  },
};

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
