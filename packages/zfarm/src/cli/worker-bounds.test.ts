import { expect, test } from 'vitest';
import { boundsOf } from './worker-bounds.js';

const GB = 2 ** 30;

test.each([
  [{}, { threads: 8 }],
  [{ threads: 12 }, { threads: 12 }],
  [{ maxThreads: 12 }, { threads: 8 }],
  [
    { maxThreads: 2, memory: GB, maxHeapMb: 64 },
    { threads: 2, memory: GB, maxHeapMb: 64 },
  ],
  [{ maxMemory: 4 * GB }, { threads: 8, memory: 4 * GB, maxHeapMb: 512 }],
  [
    { maxMemory: 4 * GB, memory: 8 * GB, maxHeapMb: 4096 },
    { threads: 8, memory: 4 * GB, maxHeapMb: 512 },
  ],
  [
    { maxMemory: 4 * GB, maxThreads: 2, memory: GB, maxHeapMb: 100 },
    { threads: 2, memory: GB, maxHeapMb: 100 },
  ],
])('%j on eight processors: %j', (flags, bounds) => {
  expect(boundsOf(flags, 8)).toEqual(bounds);
});

test('what cannot be is refused', () => {
  expect(() => boundsOf({ threads: 1, maxThreads: 2 })).toThrow(/leave out one/);
  expect(() => boundsOf({ maxMemory: 100 * 2 ** 20 }, 8)).toThrow(/leaves 12 MiB to each of 8 threads/);
});
