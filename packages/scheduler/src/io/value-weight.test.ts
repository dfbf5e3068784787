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
  let looks = 0;
  const heavy = (): object =>
    new Proxy(
      { part: 'a'.repeat(1000) },
      {
        getOwnPropertyDescriptor: (target, key) => {
          looks += 1;
          return Reflect.getOwnPropertyDescriptor(target, key);
        },
      },
    );
  expect(valueWeight(Array.from({ length: 100 }, heavy), 5000)).toBeGreaterThan(5000);
  expect(looks).toBeLessThan(30);
  expect(valueWeight(new Array(1e6).fill(0), 5000)).toBeGreaterThan(5000);
});

test('calls no getter: what it yields is read once, when it travels', () => {
  const trap = {
    get part() {
      throw new Error('read');
    },
  };
  expect(valueWeight([trap], 1000)).toBe(40);
});
