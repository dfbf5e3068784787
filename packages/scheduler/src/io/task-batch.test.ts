import { encodeValue } from '@zfarm/cluster-core';
import { jobId } from '@zfarm/cluster-core/core';
import { expect, test, vi } from 'vitest';
import type { SchedulerInput } from '../core/scheduler-input.js';
import { FailureJudge } from './failure-judge.js';
import { BATCH_LINGER_MS } from './limits.js';
import { SchedulerDriver } from './scheduler-driver.js';
import { TaskBatch } from './task-batch.js';

const CODE = {
  hash: 'c'.repeat(32),
  source: '(x) => x',
  vars: encodeValue([]),
  name: 'fn',
  bundle: undefined,
  classes: undefined,
};
const POLICY = { retries: 0, lossesMax: 3, failFast: false };
const MANNER = {
  policy: POLICY,
  judge: new FailureJudge({}),
  judgedBy: [],
  console: undefined,
  onLog: undefined,
};

/** A batch, and what the scheduler is told of it. */
function openBatch() {
  const inputs: SchedulerInput[] = [];
  const core = {
    handle: (input: SchedulerInput) => {
      inputs.push(input);
      return [];
    },
    nextDeadline: () => undefined,
  };
  const driver = new SchedulerDriver({ self: 'client', core });
  const batch = new TaskBatch({ id: jobId(1), code: { fn: CODE }, manner: MANNER, driver }, () => {});
  const add = (itemBytes: number): number =>
    batch.add({ args: [], itemBytes, resolve: () => {}, reject: () => {} });
  const settle = (first: number): void =>
    batch.settled({ worker: { id: 'w', name: 'w' }, first, count: 1, offset: 0, values: [1] });
  return { inputs, batch, add, settle };
}

test('the scheduler is told with each report what the tasks so far weigh', async () => {
  const { inputs, add } = openBatch();
  add(10);
  add(20);
  await Promise.resolve();
  add(1000);
  await Promise.resolve();
  expect(inputs).toMatchObject([
    { kind: 'job-submitted', items: 2, itemBytes: 15 },
    { kind: 'items-added', count: 1, itemBytes: 344 },
  ]);
});

test('tasks that follow one another are one job, which ends when none has come for a while', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { inputs, batch, add, settle } = openBatch();
  for (const item of [0, 1]) {
    add(10);
    await Promise.resolve();
    settle(item);
  }
  add(10);
  await Promise.resolve();
  vi.advanceTimersByTime(BATCH_LINGER_MS);
  expect(batch.open).toBe(true);
  settle(2);
  vi.advanceTimersByTime(BATCH_LINGER_MS);
  vi.useRealTimers();
  expect(batch.open).toBe(false);
  const told = inputs.map((input) =>
    input.kind === 'items-added' ? [input.count, input.ended] : input.kind,
  );
  expect(told).toEqual(['job-submitted', [1, false], [1, false], [0, true]]);
});
