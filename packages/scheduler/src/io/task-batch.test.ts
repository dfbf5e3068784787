import { encodeValue } from '@zfarm/cluster-core';
import { jobId } from '@zfarm/cluster-core/core';
import { expect, test } from 'vitest';
import type { SchedulerInput } from '../core/scheduler-input.js';
import { FailureJudge } from './failure-judge.js';
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

test('the scheduler is told with each report what the tasks so far weigh', async () => {
  const inputs: SchedulerInput[] = [];
  const core = {
    handle: (input: SchedulerInput) => {
      inputs.push(input);
      return [];
    },
    nextDeadline: () => undefined,
  };
  const driver = new SchedulerDriver({ self: 'client', core });
  const batch = new TaskBatch(jobId(1), { fn: CODE }, MANNER, driver, () => {});
  const add = (itemBytes: number): number =>
    batch.add({ args: [], itemBytes, resolve: () => {}, reject: () => {} });
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
