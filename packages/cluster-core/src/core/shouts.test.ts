import { Packr } from 'msgpackr';
import { expect, test } from 'vitest';
import { decodeJobs, encodeJobs, type JobSummary } from './job-summary.js';
import { decodeLoad, encodeLoad } from './load.js';

const packr = new Packr({ useRecords: false });
const LOAD = { busySlots: 1, queuedAttempts: 2, itemsDone: 3, draining: false };
const JOB: JobSummary = { job: 1, name: 'fn', done: 2, failed: 1, running: 3, total: 9, elapsedMs: 40 };

test('a load with and without the newer fields comes back as it was', () => {
  expect(decodeLoad(encodeLoad(LOAD))).toEqual(LOAD);
  const full = { ...LOAD, itemsFailed: 1, busyMs: 1500, rssBytes: 2 ** 33, heapBytes: 2 ** 25 };
  expect(decodeLoad(encodeLoad(full))).toEqual(full);
});

test('the longest load still fits into the 64 bytes that the first readers of it accept', () => {
  const most = Number.MAX_SAFE_INTEGER;
  const counts = { busySlots: 65_536, queuedAttempts: 2 ** 32 - 1, itemsDone: most, draining: true };
  expect(
    encodeLoad({ ...counts, itemsFailed: most, busyMs: most, rssBytes: most, heapBytes: most }).length,
  ).toBeLessThanOrEqual(64);
});

test('further fields of a load are ignored, and newer fields that make no sense are left out', () => {
  expect(decodeLoad(packr.pack([1, 1, 2, 3, false, 1, 5, 6, 7, 'later']))).toEqual({
    ...LOAD,
    itemsFailed: 1,
    busyMs: 5,
    rssBytes: 6,
    heapBytes: 7,
  });
  expect(decodeLoad(packr.pack([1, 1, 2, 3, false, -1, 'x']))).toEqual(LOAD);
});

test('jobs come back as they were told; what is too much is counted', () => {
  const { total: _, ...open } = JOB;
  const report = { jobs: [JOB, { ...open, job: 2, outcome: 'failed' as const }], more: 4 };
  expect(decodeJobs(encodeJobs(report))).toEqual(report);
  const many = Array.from({ length: 40 }, (_, index) => ({ ...JOB, job: index, name: 'n'.repeat(100) }));
  const told = decodeJobs(encodeJobs({ jobs: many, more: 1 }));
  expect(told?.jobs).toHaveLength(32);
  expect(told?.jobs[0]?.name).toHaveLength(64);
  expect(told?.more).toBe(9);
});

test('a job shout is no load and a load no job shout; anything else is neither', () => {
  expect(decodeLoad(encodeJobs({ jobs: [], more: 0 }))).toBeUndefined();
  expect(decodeJobs(encodeLoad(LOAD))).toBeUndefined();
  const row = [1, 'fn', 0, 0, 0, -1, 0, 0];
  expect(decodeJobs(packr.pack([1, 'jobs', 0, [row]]))?.jobs).toHaveLength(1);
  for (const bad of [
    [2, 'fn'],
    [...row.slice(0, 7), 4],
    [1, 7, 0, 0, 0, -1, 0, 0],
    [1, 'fn', -1, 0, 0, -1, 0, 0],
  ]) {
    expect(decodeJobs(packr.pack([1, 'jobs', 0, [bad]]))).toBeUndefined();
  }
  expect(decodeJobs(packr.pack([1, 'jobs', 0, Array.from({ length: 33 }, () => row)]))).toBeUndefined();
  expect(decodeJobs(packr.pack([2, 'jobs', 0, []]))).toBeUndefined();
  expect(decodeJobs(Uint8Array.of(0xc1))).toBeUndefined();
});
