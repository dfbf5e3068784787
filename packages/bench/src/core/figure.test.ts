import { expect, test } from 'vitest';
import { figureKey, figuresOf } from './figure.js';

const what = { benchmark: 'payload', contender: 'cluster', size: 'M' as const };
const at = (bytes: number, value: number) => ({
  metric: 'time',
  at: { axis: 'bytes', value: bytes },
  unit: 'ms',
  better: 'lower' as const,
  value,
});

test('readings of several rounds become one figure for each place on the curve', () => {
  const figures = figuresOf(what, [
    [at(100, 1), at(1000, 10)],
    [at(100, 3), at(1000, 12)],
    [at(100, 2), at(1000, 11)],
  ]);
  expect(figures).toEqual([
    { ...what, ...without(at(100, 0)), rounds: [1, 3, 2], median: 2, low: 1, high: 3 },
    { ...what, ...without(at(1000, 0)), rounds: [10, 12, 11], median: 11, low: 10, high: 12 },
  ]);
  expect(figures.map(figureKey)).toEqual([
    'payload M cluster time bytes 100',
    'payload M cluster time bytes 1000',
  ]);
});

function without({ value: _, ...rest }: ReturnType<typeof at>): Omit<ReturnType<typeof at>, 'value'> {
  return rest;
}
