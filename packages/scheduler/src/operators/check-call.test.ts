import { describe, expect, test } from 'vitest';
import { OptionError } from '../option-error.js';
import type { OperatorTarget } from './operator-target.js';
import { reduce } from './reduce.js';
import { find } from './search.js';
import { filter } from './select.js';
import { sort } from './sort.js';
import { range } from './spread.js';

/** Nothing that is refused may reach it. */
const untouched: OperatorTarget = {
  slots: 2,
  map: () => {
    throw new Error('it was run');
  },
};

const add = (a: number, b: number): number => a + b;

describe('what an operator refuses says what was expected', () => {
  test('something that is no function', async () => {
    await expect(reduce(untouched, 7 as never, [1])).rejects.toThrow(
      'reduce: the operator must be a function, not a number.',
    );
    await expect(find(untouched, new URL('file:///task.js') as never, [1])).rejects.toThrow(
      'import the function and pass it instead',
    );
    await expect(sort(untouched, [1], { compare: 'up' as never })).rejects.toBeInstanceOf(TypeError);
  });

  test('a reducer of the wrong arity', async () => {
    const one = (a: number): number => a;
    const three = (a: number, b: number, c: number): number => a + b + c;
    await expect(reduce(untouched, one, [1])).rejects.toThrow('must take two values');
    await expect(reduce(untouched, three as never, [1])).rejects.toThrow('this one takes 3');
  });

  test('data that cannot be walked through', async () => {
    expect(() => filter(untouched, Boolean, 5 as never)).toThrow(OptionError);
    await expect(reduce(untouched, add as never, 'abc' as never)).rejects.toThrow('text.split');
  });

  test('counts that are none', async () => {
    await expect(reduce(untouched, add, [1], { parts: -1 })).rejects.toThrow(
      'reduce: parts must be a whole number from 1 on, not -1.',
    );
    await expect(sort(untouched, [1], { size: 1.5 })).rejects.toThrow(
      'size must be a whole number from 0 on',
    );
    expect(() => range(untouched, -3, (n) => n)).toThrow('n must be a whole number from 0 on, not -3');
  });

  test('no items and no identity; a rank together with a comparer', async () => {
    await expect(reduce(untouched, add, [])).rejects.toThrow("no option 'identity'");
    await expect(reduce(untouched, add, [], { identity: 0 })).resolves.toBe(0);
    const by = (n: number): number => n;
    await expect(sort(untouched, [1], { by, compare: add })).rejects.toThrow('not both');
  });
});
