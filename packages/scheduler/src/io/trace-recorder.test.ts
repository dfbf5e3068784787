import { type AttemptId, attemptId, decodeTrace, jobId, type ToClient } from '@zfarm/cluster-core/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SchedulerOutput } from '../core/scheduler-output.js';
import { RemoteTaskError } from '../errors.js';
import { TRACE_INTERVAL_MS } from './limits.js';
import { TraceRecorder } from './trace-recorder.js';
import { TraceShouts } from './trace-shouts.js';

const W1 = 'W1';
const JOB = jobId(5);
const TICK = { kind: 'tick' } as const;

let names: Map<number, string>;
let recorder: TraceRecorder;

beforeEach(() => {
  vi.useFakeTimers();
  names = new Map([[5, 'resize']]);
  recorder = new TraceRecorder({ ofWorker: (id) => `name of ${id}`, ofJob: (job) => names.get(job) ?? '' });
});

afterEach(() => {
  vi.useRealTimers();
});

function assign(attempt: number, first: number, count: number): SchedulerOutput {
  const items = { owner: 'me', id: 1, bytes: 0 };
  const manner = { code: '0'.repeat(32), call: 'item', tries: 0, console: 'forward' } as const;
  const message = { kind: 'assign', attempt: attemptId(attempt), job: JOB, first, count, items, ...manner };
  return { kind: 'send', worker: W1, message } as SchedulerOutput;
}

function say(now: number, ...messages: ToClient[]): void {
  recorder.handled({ kind: 'worker-messages', worker: W1, messages }, [], now);
}

const done = (attempt: AttemptId, busyMs: number): ToClient => ({ kind: 'done', attempt, busyMs });

test('a chunk is told with what was cut off and what failed, also when its job has ended', () => {
  recorder.handled(TICK, [assign(1, 10, 8)], 0);
  const attempt = attemptId(1);
  const failure = { owner: W1, id: 1, bytes: 0 };
  say(20, { kind: 'cut', attempt, end: 15 }, { kind: 'failed', attempt, item: 11, fault: 'task', failure });
  names.clear();
  say(30, done(attempt, 12));
  expect(recorder.pending).toBe(true);
  const report = recorder.take(100);
  expect(report.chunks).toEqual([{ job: 5, worker: W1, items: 5, failed: 1, busyMs: 12, agoMs: 70 }]);
  expect([...report.workers]).toEqual([[W1, `name of ${W1}`]]);
  expect([...report.jobs]).toEqual([[5, 'resize']]);
  expect(recorder.pending).toBe(false);
});

test('what was called off or lost is no chunk, and neither is one that was cut to nothing', () => {
  recorder.handled(TICK, [assign(1, 0, 1), assign(2, 1, 1), assign(3, 2, 1)], 0);
  const cancel = { kind: 'cancel', attempt: attemptId(1) } as const;
  recorder.handled(TICK, [{ kind: 'send', worker: W1, message: cancel }], 1);
  say(2, done(attemptId(1), 1), { kind: 'cut', attempt: attemptId(2), end: 1 }, done(attemptId(2), 0));
  recorder.handled({ kind: 'worker-closed', worker: W1 }, [], 3);
  say(4, done(attemptId(3), 1));
  expect(recorder.take(5)).toMatchObject({
    chunks: [],
    notes: [{ type: 'worker-left', worker: W1, times: 1 }],
  });
});

test('failures come with what was thrown over there, a few of them; equal happenings are told as one', () => {
  for (let item = 0; item < 10; item += 1) {
    const error = new RemoteTaskError({ index: item, worker: 'red', attempts: 1 }, new RangeError('no'));
    recorder.failed(JOB, error, item > 0, 1);
    recorder.handled(TICK, [{ kind: 'notice', event: { type: 'retried', job: JOB, item, worker: W1 } }], 2);
  }
  const { faults, moreFaults, notes } = recorder.take(3);
  expect(faults).toHaveLength(8);
  expect(moreFaults).toBe(2);
  expect(faults[0]).toMatchObject({
    item: 0,
    worker: 'red',
    final: false,
    name: 'RangeError',
    message: 'no',
  });
  expect(faults[0]?.stack).toContain('RangeError: no');
  expect(notes).toEqual([{ type: 'retry', job: 5, worker: W1, times: 10, agoMs: 1 }]);
});

test('it is shouted while somebody listens, four times a second at most, and not at all when nothing happens', () => {
  const told: number[] = [];
  const shouts = new TraceShouts(recorder, (content) => told.push(decodeTrace(content)?.chunks.length ?? -1));
  const work = (attempt: number): void => {
    recorder.handled(TICK, [assign(attempt, 0, 1)], performance.now());
    say(performance.now(), done(attemptId(attempt), 1));
    shouts.changed();
  };
  work(1);
  expect(vi.getTimerCount()).toBe(0);
  shouts.setListeners(1);
  for (let attempt = 2; attempt < 102; attempt += 1) {
    work(attempt);
    vi.advanceTimersByTime(TRACE_INTERVAL_MS / 50);
  }
  vi.runAllTimers();
  expect(told.length).toBeLessThanOrEqual(4);
  expect(told.reduce((sum, count) => sum + count, 0)).toBe(101);
  shouts.changed();
  expect(vi.getTimerCount()).toBe(0);
  work(200);
  shouts.setListeners(0);
  expect(vi.getTimerCount()).toBe(0);
  expect(recorder.pending).toBe(false);
});
