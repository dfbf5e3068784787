import { expect, test } from 'vitest';
import { valueWeight } from './value-weight.js';

test('weighs what a value holds, each object once', () => {
  expect(valueWeight(1, 1000)).toBe(8);
  expect(valueWeight('a'.repeat(100), 1000)).toBe(102);
  expect(valueWeight(['a'.repeat(100)], 1000)).toBe(118);
  expect(valueWeight(new Float64Array(10), 1000)).toBe(96);
  const shared = { text: 'a'.repeat(100) };
  expect(valueWeight([shared, shared], 1000)).toBeLessThan(200);
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  expect(valueWeight(cycle, 1000)).toBe(16);
});

test('does not walk on once a value is too heavy', () => {
  let reads = 0;
  const trap = (): object => ({
    get part() {
      reads += 1;
      return 'a'.repeat(1000);
    },
  });
  expect(valueWeight(Array.from({ length: 100 }, trap), 5000)).toBeGreaterThan(5000);
  expect(reads).toBeLessThan(10);
  expect(valueWeight(new Array(1e6).fill(0), 5000)).toBeGreaterThan(5000);
});
