import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RangeSet } from './range-set.js';

const MAX = 40;
const range = fc.tuple(fc.nat(MAX), fc.nat(12)).map(([first, length]) => ({ first, end: first + length }));
const operation = fc.record({ kind: fc.constantFrom('add' as const, 'remove' as const), range });

describe('RangeSet', () => {
  test('behaves as a set of numbers', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), range, (operations, asked) => {
        const ranges = new RangeSet();
        const model = new Set<number>();
        for (const { kind, range: r } of operations) {
          ranges[kind](r.first, r.end);
          for (let i = r.first; i < r.end; i += 1) kind === 'add' ? model.add(i) : model.delete(i);
        }
        const members = [...ranges.ranges()].flatMap((r) => listed(r));
        expect(members).toEqual([...model].sort((a, b) => a - b));
        expect(ranges.size).toBe(model.size);
        for (let i = 0; i <= MAX + 13; i += 1) expect(ranges.has(i)).toBe(model.has(i));
        const missing = ranges.missing(asked.first, asked.end).flatMap((r) => listed(r));
        expect(missing).toEqual(listed(asked).filter((i) => !model.has(i)));
      }),
      { numRuns: 2000 },
    );
  });

  test('ranges are sorted, disjoint and never touch', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
        const ranges = new RangeSet();
        for (const { kind, range: r } of operations) ranges[kind](r.first, r.end);
        let last = -1;
        for (const r of ranges.ranges()) {
          expect(r.first).toBeGreaterThan(last);
          expect(r.end).toBeGreaterThan(r.first);
          last = r.end;
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('in-order additions stay one range', () => {
    const ranges = new RangeSet();
    for (let i = 0; i < 10_000; i += 10) ranges.add(i, i + 10);
    expect(ranges.rangeCount).toBe(1);
    expect([ranges.first, ranges.firstEnd]).toEqual([0, 10_000]);
  });
});

function listed(range: { first: number; end: number }): number[] {
  return Array.from({ length: range.end - range.first }, (_, i) => range.first + i);
}
