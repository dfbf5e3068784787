import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameQueue } from './frame-queue.js';

describe('FrameQueue', () => {
  it('is first in, first out, and counts messages and bytes, however it is filled and emptied', () => {
    const step = fc.oneof(fc.nat({ max: 1_500 }), fc.integer({ min: -1_500, max: -1 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const queue = new FrameQueue();
        let [pushed, taken] = [0, 0];
        for (const count of steps) {
          for (let index = 0; index < count; index += 1)
            queue.push([Uint8Array.of(pushed++ & 0xff), new Uint8Array(2)]);
          for (let index = 0; index > count && taken < pushed; index -= 1) {
            expect(queue.take()?.[0]?.[0]).toBe(taken++ & 0xff);
          }
          expect([queue.length, queue.bytes]).toEqual([pushed - taken, 3 * (pushed - taken)]);
        }
      }),
      { numRuns: 10 },
    );
  });
});
