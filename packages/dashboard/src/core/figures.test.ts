import { expect, test } from 'vitest';
import { faultGroups } from './fault-groups.js';
import type { FeedFault, FeedJob } from './feed.js';
import { bytesText, countOf, countText, durationText, rateText } from './figures.js';
import { jobFigures, jobOrder } from './job-figures.js';
import { thinned } from './thinned.js';

test('figures are short and have units', () => {
  expect([0, 999, 12_345, 1_234_567, 2.5e9].map(countText)).toEqual([
    '0',
    '999',
    '12,345',
    '1.23 M',
    '2.50 G',
  ]);
  expect([countOf(1, 'worker'), countOf(2000, 'worker')]).toEqual(['1 worker', '2,000 workers']);
  expect([0, 0.25, 9.99, 10, 12_345].map(rateText)).toEqual(['0', '0.3', '10.0', '10', '12,345']);
  expect([0, 12, 1500, 42_000, 59_600, 754_000, 7.5e6, 3e8].map(durationText)).toEqual([
    '0 ms',
    '12 ms',
    '1.5 s',
    '42 s',
    '1 min 0 s',
    '12 min 34 s',
    '2 h 5 min',
    '3 days',
  ]);
  expect([0, 1023, 2048, 150 * 2 ** 20, 1.5 * 2 ** 30].map(bytesText)).toEqual([
    '0 B',
    '1023 B',
    '2.0 KiB',
    '150 MiB',
    '1.5 GiB',
  ]);
});

const JOB: FeedJob = {
  client: 1,
  job: 1,
  clientName: 'ada',
  name: 'fn',
  done: 30,
  failed: 10,
  running: 5,
  total: 100,
  startedAt: 1000,
  at: 2000,
};

test('a job has shares, a rate and a time left; without a known total only the rate', () => {
  expect(jobFigures(JOB, 5000)).toEqual({
    done: 0.3,
    failed: 0.1,
    running: 0.05,
    itemsPerSecond: 10,
    elapsedMs: 4000,
    leftMs: 6000,
  });
  const { total: _, ...open } = JOB;
  expect(jobFigures(open, 5000)).toMatchObject({ done: undefined, itemsPerSecond: 10, leftMs: undefined });
  expect(jobFigures({ ...JOB, outcome: 'failed' }, 9000)).toMatchObject({
    elapsedMs: 1000,
    leftMs: undefined,
  });
  expect(jobFigures({ ...JOB, done: 0, failed: 0, total: 0, outcome: 'completed' }, 9000)).toMatchObject({
    done: 1,
  });
});

test('what goes on stands before what has ended, and the newest before the older', () => {
  const jobs = [
    { ...JOB, job: 1, outcome: 'completed' as const, at: 5 },
    { ...JOB, job: 2, startedAt: 1 },
    { ...JOB, job: 3, outcome: 'failed' as const, at: 9 },
    { ...JOB, job: 4, startedAt: 2 },
  ];
  expect(jobs.sort(jobOrder).map(({ job }) => job)).toEqual([4, 2, 3, 1]);
});

test('failures that differ in figures alone are one group, with the newest in front', () => {
  const fault = (no: number, message: string, worker: string): FeedFault => {
    const place = { clientName: 'ada', job: 1, jobName: 'fn', worker, item: no, attempts: 1, final: true };
    return { no, at: no, ...place, name: 'Error', message, stack: '' };
  };
  const groups = faultGroups([
    fault(1, 'item 7 is bad', 'red'),
    fault(2, 'no room', 'red'),
    fault(3, 'item 12 is bad', 'blue'),
  ]);
  expect(groups).toMatchObject([
    { times: 2, workers: ['blue', 'red'], items: [1, 3], last: { no: 3 } },
    { times: 1, last: { no: 2 } },
  ]);
});

test('a sample is even, in order, and no pattern of what comes in turns', () => {
  const values = Array.from({ length: 10_000 }, (_, index) => index);
  const { values: sample, every } = thinned(values, 3000);
  expect(every).toBe(4);
  expect(sample.length).toBeGreaterThan(2400);
  expect(sample.length).toBeLessThanOrEqual(3000);
  for (const turns of [2, 3, 4, 8]) {
    const first = sample.filter((value) => value % turns === 0).length;
    expect(first / sample.length).toBeCloseTo(1 / turns, 1);
  }
  expect(thinned([1, 2], 3000)).toEqual({ values: [1, 2], every: 1 });
});
