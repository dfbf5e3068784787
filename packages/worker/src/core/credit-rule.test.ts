import { describe, expect, it } from 'vitest';
import { creditDepth, creditLimits } from './credit-rule.js';

const wanting = (weight = 1, depth = 2): { wants: boolean; weight: number; depth: number } => ({
  wants: true,
  weight,
  depth,
});
const idle = { wants: false, weight: 1, depth: 2 };

describe('credit rule', () => {
  it('gives a client without demand one attempt per slot', () => {
    expect(creditLimits([idle, idle], 4)).toEqual([4, 4]);
  });

  it('gives a client alone two attempts per slot and one more', () => {
    expect(creditLimits([wanting(), idle], 4)).toEqual([9, 4]);
  });

  it('shares by weight among those with demand', () => {
    expect(creditLimits([wanting(3), wanting(1)], 4)).toEqual([8, 6]);
  });

  it('lets everyone run and wait, however many and however light', () => {
    const limits = creditLimits([wanting(1000), ...Array.from({ length: 50 }, () => wanting(0.001))], 1);
    expect(Math.min(...limits)).toBe(3);
  });

  it('goes deeper for small attempts, in powers of two, within bounds', () => {
    expect([undefined, 50, 10, 9, 5, 1, 0.001, 0].map(creditDepth)).toEqual([2, 2, 2, 4, 4, 32, 128, 128]);
    expect(creditLimits([wanting(1, 128)], 2)).toEqual([257]);
  });
});
