import { describe, expect, it } from 'vitest';
import { LOG_BYTES_PER_S, LOG_LINES_PER_S } from './limits.js';
import { LogBudget } from './log-budget.js';

function admitted(budget: LogBudget, texts: number, text: string, now: number): number {
  let count = 0;
  for (let index = 0; index < texts; index += 1) if (budget.admit(text, now)) count += 1;
  return count;
}

describe('budget of logs', () => {
  it('lets a second of lines through at once, and counts the rest', () => {
    const budget = new LogBudget();
    expect(admitted(budget, LOG_LINES_PER_S + 7, 'x', 0)).toBe(LOG_LINES_PER_S);
    expect(budget.takeDropped()).toBe(7);
    expect(budget.takeDropped()).toBe(0);
  });

  it('counts the lines of a text, and its bytes', () => {
    const budget = new LogBudget();
    expect(admitted(budget, LOG_LINES_PER_S, 'one\ntwo', 0)).toBe(LOG_LINES_PER_S / 2);
    expect(budget.takeDropped()).toBe(LOG_LINES_PER_S);
    const long = 'x'.repeat(LOG_BYTES_PER_S / 4);
    expect(admitted(new LogBudget(), 10, long, 0)).toBe(4);
  });

  it('fills again with time, never beyond one second', () => {
    const budget = new LogBudget();
    admitted(budget, LOG_LINES_PER_S, 'x', 0);
    expect(admitted(budget, LOG_LINES_PER_S, 'x', 500)).toBe(LOG_LINES_PER_S / 2);
    expect(admitted(budget, 3 * LOG_LINES_PER_S, 'x', 60_000)).toBe(LOG_LINES_PER_S);
  });

  it('stays closed until half is there again, so that what is missing is missing in one place', () => {
    const budget = new LogBudget();
    admitted(budget, LOG_LINES_PER_S + 1, 'x', 0);
    expect(admitted(budget, 10, 'x', 490)).toBe(0);
    expect(admitted(budget, 10, 'x', 500)).toBe(10);
    expect(budget.takeDropped()).toBe(11);
  });

  it('adds what was dropped elsewhere', () => {
    const budget = new LogBudget();
    budget.addDropped(5);
    expect(budget.takeDropped()).toBe(5);
  });
});
