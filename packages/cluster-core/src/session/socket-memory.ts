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

/**
 * Values that come over a socket. ZeroMQ hands each frame over in memory of its own that lives until the garbage is
 * collected, and that counts twice towards the next collection: one for every few fragments. Detached, it is free at once,
 * and so warm when the next fragment comes.
 */
export const SOCKET_MEMORY: ValueMemory = {
  // Not zeroed: a value is used only when all of it has come.
  make: (bytes) => new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer),
  release: ({ buffer, byteLength }) => {
    // A short frame stands in memory that others share.
    if (detach !== undefined && buffer instanceof ArrayBuffer && buffer.byteLength === byteLength)
      detach.call(buffer, 0);
  },
};
