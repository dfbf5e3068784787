import { decodeJobs, type JobReport } from '@zfarm/cluster-core/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { JobShouts } from './job-shouts.js';
import { JOBS_INTERVAL_MS } from './limits.js';

let report: JobReport;
let told: number[];
let shouts: JobShouts;

function done(items: number): void {
  report = { jobs: [{ job: 1, name: 'fn', done: items, failed: 0, running: 0, elapsedMs: items }], more: 0 };
  shouts.changed();
}

beforeEach(() => {
  vi.useFakeTimers();
  report = { jobs: [], more: 0 };
  told = [];
  shouts = new JobShouts({
    report: () => report,
    shout: (content) => told.push(decodeJobs(content)?.jobs[0]?.done ?? -1),
    told: () => {},
  });
});

afterEach(() => {
  vi.useRealTimers();
});

test('nothing is told, and no timer set, while no observer is here', () => {
  done(1);
  expect(vi.getTimerCount()).toBe(0);
  shouts.setObservers(1);
  vi.runAllTimers();
  expect(told).toEqual([1]);
  shouts.setObservers(0);
  done(2);
  expect(vi.getTimerCount()).toBe(0);
});

test('changes are told at most twice a second, the last state in the end', () => {
  shouts.setObservers(1);
  for (let count = 1; count <= 100; count += 1) {
    done(count);
    vi.advanceTimersByTime(JOBS_INTERVAL_MS / 50);
  }
  vi.runAllTimers();
  expect(told.length).toBeLessThanOrEqual(4);
  expect(told.at(-1)).toBe(100);
});

test('what has not changed but for the time is not told again, unless an observer has come', () => {
  shouts.setObservers(1);
  done(1);
  vi.runAllTimers();
  report = { ...report, jobs: report.jobs.map((job) => ({ ...job, elapsedMs: 999 })) };
  shouts.changed();
  vi.runAllTimers();
  expect(told).toEqual([1]);
  shouts.setObservers(2);
  vi.runAllTimers();
  expect(told).toEqual([1, 1]);
});

test('closing tells what was still to be told', () => {
  shouts.setObservers(1);
  vi.runAllTimers();
  done(7);
  shouts.close();
  expect(told.at(-1)).toBe(7);
  expect(vi.getTimerCount()).toBe(0);
});
