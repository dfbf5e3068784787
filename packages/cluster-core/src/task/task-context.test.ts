import { afterEach, expect, test } from 'vitest';
import { provideTaskContext, type TaskContext, TaskContextError, taskContext } from './task-context.js';

afterEach(() => provideTaskContext(() => undefined));

test('the context comes from whoever runs tasks in this thread', () => {
  const context: TaskContext = {
    index: 3,
    job: 1,
    attempt: 1,
    worker: 'red',
    signal: new AbortController().signal,
    setup: undefined,
    progress: () => undefined,
    log: () => undefined,
  };
  provideTaskContext(() => context);
  expect(taskContext()).toBe(context);
});

test('outside of a task it is refused with the remedy', () => {
  expect(() => taskContext()).toThrow(TaskContextError);
  expect(() => taskContext()).toThrow('call it inside a function that was given to runOnCluster');
});
