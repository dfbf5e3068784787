import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeRuns, sortedPlaces } from './merge-runs.js';

const byTens = (values: readonly number[]) => (left: number, right: number) =>
  Math.floor((values[left] as number) / 10) < Math.floor((values[right] as number) / 10);

const serial = (values: readonly number[]): number[] =>
  values
    .map((value, place) => ({ value: Math.floor(value / 10), place }))
    .toSorted((a, b) => a.value - b.value)
    .map(({ place }) => place);

test('places are sorted as by Array.prototype.sort, equal ones as they stood', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(99), { maxLength: 200 }), (values) => {
      expect([...sortedPlaces(values.length, byTens(values))]).toEqual(serial(values));
    }),
  );
});

test('what is in order already costs one comparison for each item', () => {
  let comparisons = 0;
  const order = sortedPlaces(1000, (left, right) => {
    comparisons += 1;
    return left < right;
  });
  expect([...order]).toEqual(Array.from({ length: 1000 }, (_, place) => place));
  expect(comparisons).toBe(999);
});

test('runs that were sorted one by one merge into the order of the whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat(99), { maxLength: 40 }), { minLength: 1, maxLength: 7 }),
      (parts) => {
        const values = parts.flat();
        const bounds = [0];
        const order = new Uint32Array(values.length);
        for (const part of parts) {
          const start = bounds.at(-1) as number;
          sortedPlaces(part.length, byTens(part)).forEach((place, index) => {
            order[start + index] = start + place;
          });
          bounds.push(start + part.length);
        }
        expect([...mergeRuns(order, bounds, byTens(values))]).toEqual(serial(values));
      },
    ),
  );
});
