import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { growthExponent, quantile, spreadOf } from './statistics.js';

const samples = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 50 });

describe('spreads', () => {
  test('lie within the samples, in order, wherever these stand', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const { low, median, high } = spreadOf(values);
        expect(low).toBe(Math.min(...values));
        expect(high).toBe(Math.max(...values));
        expect(median).toBeGreaterThanOrEqual(low);
        expect(median).toBeLessThanOrEqual(high);
        expect(spreadOf([...values].reverse())).toEqual({ low, median, high });
      }),
    );
  });

  test('half of the samples lie on each side of the median', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const median = quantile(values, 0.5);
        const half = values.length / 2;
        expect(values.filter((value) => value < median).length).toBeLessThanOrEqual(half);
        expect(values.filter((value) => value > median).length).toBeLessThanOrEqual(half);
      }),
    );
  });

  test.each([
    [[3], 0.9, 3],
    [[1, 2], 0.5, 1.5],
    [[4, 1, 3, 2, 5], 0.5, 3],
    [[0, 10], 0.25, 2.5],
  ])('quantile of %j at %d', (values, share, expected) => {
    expect(quantile(values, share)).toBe(expected);
  });

  test('there is none of nothing', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('growth', () => {
  test('is the exponent that the costs were made with', () => {
    const exponent = fc.double({ noNaN: true, min: 0, max: 3 });
    const factor = fc.double({ noNaN: true, min: 0.001, max: 1000 });
    fc.assert(
      fc.property(exponent, factor, (power, cost) => {
        const points = [10, 100, 1000].map((size) => ({ size, cost: cost * size ** power }));
        expect(growthExponent(points)).toBeCloseTo(power, 6);
      }),
    );
  });

  test('needs two sizes', () => {
    expect(growthExponent([{ size: 10, cost: 1 }])).toBeNaN();
  });
});
