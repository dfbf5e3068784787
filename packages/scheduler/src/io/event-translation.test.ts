import { attemptId, jobId } from '@zfarm/cluster-core/core';
import { expect, test } from 'vitest';
import type { ClusterEvent } from '../cluster-event.js';
import type { Notice, SchedulerOutput } from '../core/scheduler-output.js';
import { EventTranslation } from './event-translation.js';

const translation = new EventTranslation({
  ofWorker: (worker) => `name of ${worker}`,
  ofJob: (job) => `function ${job}`,
});
const JOB = jobId(5);
const ATTEMPT = attemptId(9);
const ofJob = { at: 7, job: 5, jobName: 'function 5' };
const atWorker = { at: 7, worker: 'W', workerName: 'name of W' };
const notice = (event: Notice['event']): SchedulerOutput => ({ kind: 'notice', event });

test.each<[string, SchedulerOutput, ClusterEvent]>([
  [
    'a chunk that is done',
    notice({
      type: 'chunk-done',
      job: JOB,
      attempt: ATTEMPT,
      worker: 'W',
      first: 3,
      items: 2,
      busyMs: 8,
      tookMs: 9,
    }),
    { type: 'chunk-done', ...ofJob, ...atWorker, attempt: 9, first: 3, items: 2, busyMs: 8, tookMs: 9 },
  ],
  [
    'an attempt that is called off',
    notice({ type: 'cancelled', job: JOB, attempt: ATTEMPT, worker: 'W' }),
    { type: 'cancel', ...ofJob, ...atWorker, attempt: 9 },
  ],
  [
    'a failure that counts',
    notice({ type: 'attempt-failed', job: JOB, attempt: ATTEMPT, worker: 'W', item: 4, fault: 'thread' }),
    { type: 'attempt-failed', ...ofJob, ...atWorker, attempt: 9, item: 4, fault: 'thread' },
  ],
  [
    'another try',
    notice({ type: 'retried', job: JOB, worker: 'W', item: 4 }),
    { type: 'retry', ...ofJob, ...atWorker, item: 4 },
  ],
  [
    'items that were handed back',
    notice({ type: 'requeued', job: JOB, worker: 'W', items: 6, reason: 'cut' }),
    { type: 'retracted', ...ofJob, ...atWorker, items: 6 },
  ],
  [
    'items that come back for another reason',
    notice({ type: 'requeued', job: JOB, worker: 'W', items: 6, reason: 'silent' }),
    { type: 'requeued', ...ofJob, ...atWorker, items: 6, reason: 'silent' },
  ],
  [
    'a second run of what takes long',
    notice({ type: 'copied', job: JOB, worker: 'W', items: 1 }),
    { type: 'speculative-run', ...ofJob, ...atWorker, items: 1 },
  ],
  [
    'a second run that was first',
    notice({ type: 'copy-won', job: JOB, worker: 'W', items: 1 }),
    { type: 'speculative-win', ...ofJob, ...atWorker, items: 1 },
  ],
  [
    'a worker that spoke again',
    notice({ type: 'worker-back', worker: 'W' }),
    { type: 'worker-back', ...atWorker },
  ],
  [
    'an item that was given up, with the deaths under it and not its own errors',
    {
      kind: 'item-failed',
      job: JOB,
      item: 4,
      reason: 'poison',
      losses: [
        { worker: 'W', fault: 'task' },
        { worker: 'W', fault: 'thread' },
        { worker: 'W', fault: 'worker' },
      ],
    },
    { type: 'item-poisoned', ...ofJob, item: 4, deaths: 2 },
  ],
])('%s', (_, output, event) => {
  expect(translation.ofOutput(output, 7)).toEqual(event);
});

test('what is no news to a user is no event', () => {
  expect(translation.ofOutput({ kind: 'local-wanted' }, 7)).toBeUndefined();
  expect(translation.ofInput({ kind: 'tick' }, 7)).toBeUndefined();
});
