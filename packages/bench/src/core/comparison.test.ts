import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareFigures } from './comparison.js';
import { type Figure, figuresOf } from './figure.js';

const what = { benchmark: 'queens', contender: 'cluster', size: 'S' as const };

function figure(rounds: readonly number[], better: Figure['better'] = 'lower'): Figure {
  const [made] = figuresOf(
    what,
    rounds.map((value) => [{ metric: 'time', unit: 'ms', better, value }]),
  );
  if (made === undefined) throw new Error('no rounds');
  return made;
}

const rounds = fc.array(fc.double({ noNaN: true, min: 0.001, max: 1e6 }), { minLength: 1, maxLength: 9 });
const opposite = { better: 'worse', worse: 'better', same: 'same', new: 'gone', gone: 'new' } as const;

describe('comparing two runs', () => {
  test('a run with itself shows no change', () => {
    fc.assert(
      fc.property(rounds, (values) => {
        const run = [figure(values)];
        expect(compareFigures(run, run)).toMatchObject([{ change: 'same', ratio: 1 }]);
      }),
    );
  });

  test('the other way round it says the opposite', () => {
    fc.assert(
      fc.property(rounds, rounds, (before, after) => {
        const there = compareFigures([figure(before)], [figure(after)]);
        const back = compareFigures([figure(after)], [figure(before)]);
        expect(back[0]?.change).toBe(opposite[there[0]?.change ?? 'same']);
      }),
    );
  });

  test('what is better for a time is worse for a rate', () => {
    fc.assert(
      fc.property(rounds, rounds, (before, after) => {
        const time = compareFigures([figure(before)], [figure(after)])[0]?.change ?? 'same';
        const rate = compareFigures([figure(before, 'higher')], [figure(after, 'higher')])[0]?.change;
        expect(rate).toBe(opposite[time]);
      }),
    );
  });

  test('ranges that touch are noise', () => {
    fc.assert(
      fc.property(rounds, rounds, (before, after) => {
        const [earlier, later] = [figure(before), figure(after)];
        fc.pre(earlier.low <= later.high && later.low <= earlier.high);
        expect(compareFigures([earlier], [later])).toMatchObject([{ change: 'same' }]);
      }),
    );
  });

  test.each<[string, number[], number[], string]>([
    ['twice the time', [100, 101, 99], [200, 202, 198], 'worse'],
    ['half the time', [200, 202, 198], [100, 101, 99], 'better'],
    ['apart, but by 4 %', [100, 100.1], [104, 104.1], 'same'],
    ['a fifth more, of one round each', [100], [120], 'same'],
    ['twice as much, of one round each', [100], [200], 'worse'],
  ])('%s', (_, before, after, change) => {
    expect(compareFigures([figure(before)], [figure(after)])[0]?.change).toBe(change);
  });

  test('what only one of them has is told', () => {
    expect(compareFigures([figure([1])], [])).toMatchObject([{ change: 'gone' }]);
    expect(compareFigures([], [figure([1])])).toMatchObject([{ change: 'new' }]);
  });
});
