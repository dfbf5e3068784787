import type { JobSummary, TraceReport } from '@zfarm/cluster-core/core';
import type { ObservedNode } from '@zfarm/scheduler';
import { beforeEach, expect, test } from 'vitest';
import { LINES_TOLD_MAX, SAMPLE_MS, SPANS_TOLD_MAX } from '../core/limits.js';
import { Gathering } from './gathering.js';

const LOAD = { busySlots: 1, queuedAttempts: 0, itemsDone: 10, draining: false };
const CAPACITY = { slots: 2, memoryBytes: 1, platform: 'x', nodeVersion: '20', labels: {}, resources: {} };
const RED: ObservedNode = {
  id: 'B1',
  name: 'red',
  role: 'worker',
  address: 'a',
  capacity: CAPACITY,
  load: LOAD,
};
const ADA: ObservedNode = { id: 'A1', name: 'ada', role: 'client', address: 'b' };
const JOB: JobSummary = { job: 1, name: 'fn', done: 5, failed: 0, running: 1, elapsedMs: 100 };
const TRACE: TraceReport = {
  workers: new Map([['B1', 'red']]),
  jobs: new Map([[1, 'fn']]),
  every: 1,
  chunks: [],
  faults: [],
  moreFaults: 0,
  notes: [],
};

let gathering: Gathering;

beforeEach(() => {
  gathering = new Gathering();
  gathering.take({ type: 'node-joined', node: RED }, 1000);
  gathering.take({ type: 'node-joined', node: ADA }, 1000);
});

function tellJobs(jobs: readonly JobSummary[], now: number, more: number = 0): void {
  gathering.take({ type: 'jobs-changed', node: { ...ADA, jobs: { jobs, more } } }, now);
}

test('nodes are told once, by numbers, and only the newest of what they say', () => {
  gathering.take({ type: 'load-changed', node: { ...RED, load: { ...LOAD, busySlots: 2 } } }, 1000);
  const feed = gathering.tell(1000);
  expect(feed?.nodes).toMatchObject([
    { no: 1, name: 'red', load: { busySlots: 2, itemsFailed: 0 } },
    { no: 2, name: 'ada' },
  ]);
  expect(feed?.lines?.map(({ text }) => text)).toEqual(['worker red joined, 2 slots', 'client ada joined']);
  expect(gathering.tell(1001)).toBeUndefined();
  gathering.take({ type: 'node-left', node: RED }, 1002);
  expect(gathering.tell(1002)).toMatchObject({
    gone: [1],
    lines: [{ mood: 'warning', text: 'worker red left' }],
  });
});

test('a job is told from its start to its end, which nobody may tell, or its client takes along', () => {
  gathering.tell(1000);
  tellJobs([JOB], 2000);
  expect(gathering.tell(2000)).toMatchObject({ jobs: [{ client: 2, clientName: 'ada', startedAt: 1900 }] });
  tellJobs([{ ...JOB, elapsedMs: 990, outcome: 'completed', done: 1234 }], 3000);
  const ended = gathering.tell(3000);
  expect(ended?.jobs).toMatchObject([{ outcome: 'completed', startedAt: 1900, at: 3000, running: 0 }]);
  expect(ended?.lines?.[0]?.text).toBe('job fn #1 of ada completed: 1,234 items in 1.1 s');
  tellJobs(
    [
      { ...JOB, job: 2 },
      { ...JOB, job: 3 },
    ],
    3100,
  );
  gathering.tell(3100);
  tellJobs([{ ...JOB, job: 3 }], 3200, 1);
  expect(gathering.tell(3200)?.jobs).toMatchObject([{ job: 3 }]);
  tellJobs([{ ...JOB, job: 3 }], 3300);
  expect(gathering.tell(3300)?.jobs).toMatchObject([{ job: 3 }, { job: 2, outcome: 'ended' }]);
  gathering.take({ type: 'node-left', node: ADA }, 3400);
  expect(gathering.tell(3400)?.jobs).toMatchObject([{ job: 3, outcome: 'lost' }]);
});

test('chunks become spans on the clock of here, those of a pool with its client; a flood is thinned', () => {
  gathering.tell(1000);
  const chunk = { job: 1, worker: 'B1', items: 4, failed: 0, agoMs: 100, busyMs: 30 };
  const chunks = [chunk, { ...chunk, worker: 'local-1' }, { ...chunk, worker: 'nobody' }];
  gathering.take({ type: 'traced', node: ADA, trace: { ...TRACE, chunks } }, 5000);
  expect(gathering.tell(5000)).toMatchObject({
    names: [[0, 'fn']],
    spans: [
      [1, 0, 4870, 30, 4, 0],
      [2, 0, 4870, 30, 4, 0],
    ],
    every: 1,
  });
  const many = Array.from({ length: SPANS_TOLD_MAX * 3 }, () => chunk);
  gathering.take({ type: 'traced', node: ADA, trace: { ...TRACE, every: 2, chunks: many } }, 6000);
  const flood = gathering.tell(6000);
  expect(flood?.spans?.length).toBeLessThanOrEqual(SPANS_TOLD_MAX);
  expect(flood?.every).toBe(6);
});

test('failures have stacks, beyond some they are counted; so are lines in a flood', () => {
  gathering.tell(1000);
  const fault = {
    job: 1,
    item: 3,
    worker: 'red',
    attempts: 1,
    final: true,
    agoMs: 5,
    name: 'E',
    message: 'm',
    stack: 's',
  };
  const notes = Array.from({ length: 60 }, () => ({
    type: 'retry',
    job: 1,
    worker: 'B1',
    times: 2,
    agoMs: 0,
  }));
  gathering.take(
    { type: 'traced', node: ADA, trace: { ...TRACE, faults: [fault], moreFaults: 9, notes } },
    7000,
  );
  const feed = gathering.tell(7000);
  expect(feed).toMatchObject({
    moreFaults: 9,
    faults: [{ no: 1, at: 6995, clientName: 'ada', jobName: 'fn', stack: 's' }],
  });
  expect(feed?.lines).toHaveLength(LINES_TOLD_MAX + 1);
  expect(feed?.lines?.[0]?.text).toBe('an item is tried again (2×): red, fn #1, of ada');
  expect(feed?.lines?.at(-1)?.text).toBe('… and 20 more');
});

test('rates are made of two samples', () => {
  gathering.tell(1000);
  gathering.take(
    { type: 'load-changed', node: { ...RED, load: { ...LOAD, itemsDone: 60, rssBytes: 7 } } },
    1500,
  );
  expect(gathering.tell(1000 + SAMPLE_MS)?.samples).toEqual([{ at: 1000 + SAMPLE_MS, of: [[1, 1, 7, 50]] }]);
});
