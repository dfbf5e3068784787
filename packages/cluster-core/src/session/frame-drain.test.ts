import { markAsUntransferable } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { FrameDrain } from './frame-drain.js';

const MEBIBYTE = 1024 * 1024;

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

// Later versions of Node.js have a way of their own, and close this one.
const isNode20 = process.versions.node.startsWith('20.');

test.skipIf(!isNode20)(
  'memory that may not be transferred, as that of ZeroMQ, is free when the turn is over (Node.js 20)',
  async () => {
    const drain = new FrameDrain();
    const early = new Uint8Array(MEBIBYTE);
    drain.free(early);
    expect(early.byteLength).toBe(MEBIBYTE);
    while (early.byteLength > 0) {
      await turn();
      drain.free(early);
    }
    const frames = Array.from({ length: 16 }, () => new Uint8Array(MEBIBYTE));
    for (const { buffer } of frames) markAsUntransferable(buffer);
    const before = process.memoryUsage().arrayBuffers;
    for (const frame of frames) drain.free(frame);
    expect(frames.every(({ byteLength }) => byteLength === 0)).toBe(true);
    await turn();
    expect(before - process.memoryUsage().arrayBuffers).toBeGreaterThan(15 * MEBIBYTE);
  },
);
