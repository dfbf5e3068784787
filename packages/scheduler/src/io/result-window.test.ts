import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WINDOW_BYTES, WINDOW_ITEMS, WINDOW_ITEMS_MIN } from './limits.js';
import { ResultWindow } from './result-window.js';

test('light results widen it as soon as one is known', () => {
  const window = new ResultWindow();
  expect(window.end).toBe(WINDOW_ITEMS_MIN);
  expect(window.move({ taken: 0, settled: 1, bytes: 9 })).toBe(WINDOW_ITEMS);
  expect(window.move({ taken: 1, settled: 2, bytes: 18 })).toBeUndefined();
});

test('heavy results that nobody takes are held up to its bytes, or to the least number of them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: WINDOW_BYTES }), (itemBytes) => {
      const window = new ResultWindow();
      // All that may be given out is, and settles; nothing is taken.
      let settled = 0;
      for (let end: number | undefined = window.end; end !== undefined; ) {
        settled = end;
        end = window.move({ taken: 0, settled, bytes: settled * itemBytes });
      }
      expect(settled).toBe(window.end);
      expect(settled).toBeGreaterThanOrEqual(WINDOW_ITEMS_MIN);
      expect(settled * itemBytes).toBeLessThanOrEqual(Math.max(WINDOW_BYTES, WINDOW_ITEMS_MIN * itemBytes));
    }),
  );
});

test('a consumer that keeps up is never waited for', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1 << 24 }),
      fc.integer({ min: 1, max: 5000 }),
      (itemBytes, items) => {
        const window = new ResultWindow();
        for (let taken = 1; taken <= items; taken += 1) {
          window.move({ taken, settled: taken, bytes: taken * itemBytes });
          expect(window.end).toBeGreaterThan(taken);
        }
      },
    ),
  );
});

test('an awaited job has no bound', () => {
  const window = new ResultWindow();
  expect(window.open()).toBe(Number.POSITIVE_INFINITY);
  expect(window.move({ taken: 0, settled: 1, bytes: 1 })).toBeUndefined();
});
