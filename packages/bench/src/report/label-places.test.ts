import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placesApart } from './label-places.js';

test('labels that do not touch stay where they are', () => {
  expect(placesApart([0, 30, 15], 10)).toEqual([0, 30, 15]);
});

test('labels on one place spread around it', () => {
  expect(placesApart([50, 50, 50], 10)).toEqual([40, 50, 60]);
});

test('a group that grows into its neighbour takes it along', () => {
  expect(placesApart([0, 1, 11], 10)).toEqual([-6, 4, 14]);
});

test('any labels are apart afterwards, in their order, around the same middle', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 14 }), (places) => {
      const moved = placesApart(places, 13);
      const pairs = places.map((place, at) => ({ place, to: moved[at] ?? 0 })).sort((a, b) => a.to - b.to);
      for (const [at, { place, to }] of pairs.slice(1).entries()) {
        expect(to - (pairs[at]?.to ?? 0)).toBeGreaterThan(13 - 1e-9);
        expect(place).toBeGreaterThanOrEqual(pairs[at]?.place ?? 0);
      }
      const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
      expect(sum(moved)).toBeCloseTo(sum(places), 6);
    }),
  );
});
