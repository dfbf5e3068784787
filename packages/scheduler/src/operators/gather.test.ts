import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScriptedTasks, settled, UNSHIPPABLE } from '../../test/support/scripted-tasks.js';
import { all, allOf, anyOf, apply } from './gather.js';

const one = (): number => 1;

function cancelledOnes({ tasks }: ScriptedTasks): number[] {
  return tasks.flatMap((task, index) => (task.cancelled === undefined ? [] : [index]));
}

describe('all', () => {
  test('yields results by name, in whatever order they come', async () => {
    const target = new ScriptedTasks();
    const results = all(target, { a: one, b: () => 'two' }, { retries: 2 });
    target.at(1).run();
    target.at(0).run();
    expect(await results).toEqual({ a: 1, b: 'two' });
    expect(target.tasks.map(({ options }) => options.retries)).toEqual([2, 2]);
    expect(await all(target, {})).toEqual({});
  });

  test('the first failure rejects and cancels the others', async () => {
    const target = new ScriptedTasks();
    const results = all(target, { a: one, b: one, c: one });
    target.at(0).run();
    target.at(2).reject(new Error('c'));
    await expect(results).rejects.toThrow('c');
    expect(target.at(1).cancelled).toBe('another one failed');
  });

  test('nothing is left running when one cannot travel', async () => {
    const target = new ScriptedTasks();
    await expect(all(target, { a: one, b: UNSHIPPABLE })).rejects.toThrow('cannot travel');
    expect(target.at(0).cancelled).toBe('another one could not travel');
  });

  test('what is no function is refused before anything starts', async () => {
    const target = new ScriptedTasks();
    await expect(all(target, { a: one, b: 7 as never })).rejects.toThrow(
      'all: each of them must be a function, not a number.',
    );
    await expect(all(target, undefined as never)).rejects.toThrow('expected an object of functions');
    await expect(allOf(target, [])).rejects.toThrow('allOf: expected one function at least.');
    await expect(apply(target, one, one as never)).rejects.toThrow('expected an array of functions');
    expect(target.tasks).toEqual([]);
  });
});

test('apply calls the function here with the results', async () => {
  const target = new ScriptedTasks();
  const seen: unknown[] = [];
  const result = apply(target, (a, b) => seen.push(a, b), [one, () => 'x']);
  for (const task of target.tasks) task.run();
  expect(await result).toBe(2);
  expect(seen).toEqual([1, 'x']);
});

const values = fc.array(fc.constantFrom(0, '', null, 1, 'yes', true), { minLength: 1, maxLength: 6 });

describe.each([
  ['allOf', allOf, false],
  ['anyOf', anyOf, true],
] as const)('%s', (_, operator, wanted) => {
  test('equals the operators of the language, in any order of completion', () =>
    fc.assert(
      fc.asyncProperty(values, fc.infiniteStream(fc.nat()), async (results, turns) => {
        const target = new ScriptedTasks();
        const answer = operator(
          target,
          results.map((result) => () => result),
        );
        const order = results.map((__, index) => ({ index, turn: turns.next().value ?? 0 }));
        for (const { index } of order.toSorted((a, b) => a.turn - b.turn)) target.at(index).run();
        const serial = results.reduce((left, right) => (wanted ? left || right : left && right));
        const given = await answer;
        // Of several that decide it, any may be the one.
        expect(Boolean(given)).toBe(Boolean(serial));
        if (Boolean(serial) === wanted) expect(results).toContain(given);
        else expect(given).toBe(results.at(-1));
      }),
    ));

  test('cancels the others as soon as it is decided', async () => {
    const target = new ScriptedTasks();
    const answer = operator(target, [() => !wanted, () => wanted, () => wanted]);
    target.at(0).run();
    await settled();
    expect(cancelledOnes(target)).toEqual([]);
    target.at(2).run();
    expect(await answer).toBe(wanted);
    expect(cancelledOnes(target)).toContain(1);
  });

  test('rejects with a failure that comes before the answer', async () => {
    const target = new ScriptedTasks();
    const answer = operator(target, [one, one]);
    target.at(1).reject(new Error('oh'));
    await expect(answer).rejects.toThrow('oh');
    expect(cancelledOnes(target)).toContain(0);
  });
});
