import { expect, test } from 'vitest';
import { taskStack } from './task-stack.js';

const OWN = `    at #runItems (${new URL('./task-runner.js', import.meta.url).href}:136:54)`;
const NODE = '    at MessagePort.<anonymous> (node:internal/per_context/messageport:23:28)';
const TASK = '    at risky (file:///home/me/program.mjs:3:27)';

test('what called the task is left out, what it called stays', () => {
  const within = '    at node:internal/process/task_queues:95:5';
  expect(taskStack(['RangeError: bad', within, TASK, OWN, NODE].join('\n'))).toBe(
    ['RangeError: bad', within, TASK].join('\n'),
  );
});

test('frames of ours between those of the task stay: it called us', () => {
  const stack = ['TypeError: no', OWN, TASK].join('\n');
  expect(taskStack(`${stack}\n${OWN}`)).toBe(stack);
});

test('a stack of ours alone, one without frames and a message of several lines are left whole', () => {
  for (const stack of [`Error: lost\n${OWN}\n${NODE}`, 'Error: bare', '', 'Error: two\nlines']) {
    expect(taskStack(stack)).toBe(stack);
  }
});
