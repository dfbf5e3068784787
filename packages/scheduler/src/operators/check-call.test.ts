import { describe, expect, test } from 'vitest';
import { OptionError } from '../option-error.js';
import { divide } from './divide.js';
import { min } from './extreme.js';
import { distinct, groupBy } from './group.js';
import type { OperatorTarget } from './operator-target.js';
import { reduce } from './reduce.js';
import { scan } from './scan.js';
import { find, some } from './search.js';
import { count, filter, partition } from './select.js';
import { sort } from './sort.js';
import { flatMap, forEach, mapInto, range } from './spread.js';

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
      "reduce: option 'parts' accepts a whole number from 1 on, not -1.",
    );
    await expect(sort(untouched, [1], { size: 1.5 })).rejects.toThrow(
      "option 'size' accepts a whole number from 0 on",
    );
    expect(() => range(untouched, -3, (n) => n)).toThrow('n must be a whole number from 0 on, not -3');
  });

  test('options it does not have, in its own name', async () => {
    await expect(reduce(untouched, add, [1], { initial: 0 } as never)).rejects.toThrow(
      /^reduce: there is no option 'initial'\. The options are: .*parts, size, identity\.$/,
    );
    await expect(reduce(untouched, add, [1], 0 as never)).rejects.toThrow(
      'reduce: the options must be an object, such as { identity: 0 }, not 0.',
    );
    await expect(sort(untouched, [1], add as never)).rejects.toThrow(
      'sort: the options must be an object, such as { compare }, not a function.',
    );
    await expect(min(untouched, [1], { compare: add } as never)).rejects.toThrow("no option 'compare'");
    await expect(distinct(untouched, [1], null as never)).rejects.toThrow('must be an object');
    await expect(groupBy(untouched, String, [1], { by: String } as never)).rejects.toThrow("no option 'by'");
    await expect(scan(untouched, add, [1], { identity: 0 } as never)).rejects.toThrow("no option 'identity'");
    await expect(find(untouched, Boolean, [1], { first: 1 as never })).rejects.toThrow('true or false');
    await expect(some(untouched, Boolean, [1], { first: true } as never)).rejects.toThrow(
      "no option 'first'",
    );
  });

  test('an order, and failures settled one by one: both would give wrong results', async () => {
    const unordered = { ordered: false } as never;
    expect(() => filter(untouched, Boolean, [1], unordered)).toThrow("filter: there is no option 'ordered'");
    const collect = { onError: 'collect' } as never;
    await expect(count(untouched, Boolean, [1], collect)).rejects.toThrow("accepts 'fail', not 'collect'");
    await expect(partition(untouched, Boolean, [1], collect)).rejects.toThrow("'onError'");
    await expect(mapInto(untouched, [], Number, [1], collect)).rejects.toThrow("'onError'");
    await expect(forEach(untouched, Number, [1], collect)).rejects.toThrow("'onError'");
    expect(() => flatMap(untouched, () => [1], [1], collect)).toThrow("'onError'");
    expect(() => range(untouched, 1, Number, collect)).toThrow("'onError'");
  });

  test('a division whose failures would be joined, or that lacks a function', async () => {
    const plan = { split: () => [1, 2], solve: (n: number) => n, join: () => 0 };
    const collect = { ...plan, onError: 'collect' as never };
    await expect(divide(untouched, 1, collect)).rejects.toThrow("divide: option 'onError' accepts 'fail'");
    const mistyped = { ...plan, sise: () => 1 };
    await expect(divide(untouched, 1, mistyped)).rejects.toThrow("divide: there is no option 'sise'");
    await expect(divide(untouched, 1, {} as never)).rejects.toThrow('divide: split must be a function');
    await expect(divide(untouched, 1, undefined as never)).rejects.toThrow('such as { split, solve, join }');
  });

  test('no items and no identity; a rank together with a comparer', async () => {
    await expect(reduce(untouched, add, [])).rejects.toThrow("no option 'identity'");
    await expect(reduce(untouched, add, [], { identity: 0 })).resolves.toBe(0);
    const by = (n: number): number => n;
    await expect(sort(untouched, [1], { by, compare: add })).rejects.toThrow('not both');
  });
});
