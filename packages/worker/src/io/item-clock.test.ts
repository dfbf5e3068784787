import { expect, it } from 'vitest';
import { ItemClock } from './item-clock.js';

/** Runs items of these lengths, in ms; tells after which of them the clock was read. */
function readings(lengths: readonly number[], exact = false): number[] {
  let now = 0;
  const clock = new ItemClock(exact, () => now);
  return lengths.flatMap((ms, item) => {
    now += ms;
    return clock.next() ? [item] : [];
  });
}

it('is read after each item that is worth it', () => {
  expect(readings([1, 0.01, 1, 0.002])).toEqual([0, 1, 2, 3]);
});

it('is read once for eight items that take next to nothing', () => {
  const short = Array.from({ length: 20 }, () => 0.0001);
  expect(readings(short)).toEqual([0, 8, 16]);
  expect(readings(short, true)).toHaveLength(20);
});

it('is read after each item again once one of them was long', () => {
  const lengths = Array.from({ length: 14 }, (_, item) => (item > 4 ? 5 : 0.0001));
  expect(readings(lengths)).toEqual([0, 8, 9, 10, 11, 12, 13]);
});

it('is read at the end of an item that takes its time', () => {
  let now = 0;
  const clock = new ItemClock(false, () => now);
  expect(clock.next()).toBe(true);
  clock.attend();
  now = 7;
  expect(clock.next()).toBe(true);
  expect(clock.now).toBe(7);
});
