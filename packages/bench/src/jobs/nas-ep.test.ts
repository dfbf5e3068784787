import fc from 'fast-check';
import { expect, test } from 'vitest';
import { epPairs, timesModulo46 } from './nas-ep.js';

const number46 = fc.integer({ min: 0, max: 2 ** 46 - 1 });

test('products modulo 2^46 are exact', () => {
  fc.assert(
    fc.property(number46, number46, (a, b) => {
      expect(timesModulo46(a, b)).toBe(Number((BigInt(a) * BigInt(b)) % 2n ** 46n));
    }),
  );
});

test('batches go on where the one before them ended', () => {
  const whole = epPairs({ from: 0, to: 3000 });
  const [a, b] = [epPairs({ from: 0, to: 1234 }), epPairs({ from: 1234, to: 3000 })];
  expect(a.pairs + b.pairs).toBe(whole.pairs);
  expect(a.x + b.x).toBeCloseTo(whole.x, 9);
  expect(a.y + b.y).toBeCloseTo(whole.y, 9);
});
