import { describe, expect, it } from 'vitest';
import { defineTask, isTask } from './defined-task.js';

describe('defineTask', () => {
  it('keeps the types of its function', () => {
    const task = defineTask('types', (x: number, label?: string) => `${label ?? ''}${x}`);
    const text: string = task.fn(1, 'a');
    // @ts-expect-error: the first argument is a number
    const wrong: unknown = () => task.fn('a');
    expect([text, typeof wrong, isTask(task), isTask({ ...task })]).toEqual(['a1', 'function', true, false]);
  });

  it('takes the same code again, as a file loaded twice has it, and no other under the same name', () => {
    const make = (n: number) => () => n;
    defineTask('again', make(1));
    expect(defineTask('again', make(2)).fn()).toBe(2);
    expect(() => defineTask('again', () => 3)).toThrow(/task "again" with other code.*another name/);
  });

  it('refuses what is no name or no function', () => {
    expect(() => defineTask('', () => 1)).toThrow(TypeError);
    expect(() => defineTask('x', 1 as never)).toThrow(/needs a function, not number/);
    expect(() => defineTask('x', Math.max)).toThrow(/native function/);
  });
});
