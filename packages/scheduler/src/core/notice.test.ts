import { jobId } from '@zfarm/cluster-core/core';
import { beforeEach, expect, test } from 'vitest';
import { CoreHarness, cut, done, failed, slice } from '../../test/support/core-harness.js';

let h: CoreHarness;

beforeEach(() => {
  h = new CoreHarness();
  h.open('W');
});

const reasons = (): unknown[] =>
  h.out.flatMap((o) =>
    o.kind === 'notice' && o.event.type === 'requeued' ? [[o.event.items, o.event.reason]] : [],
  );

test('the end of a chunk tells its items, its slot time and how long it took', () => {
  h.submit(2);
  h.now += 30;
  h.tell('W', slice(1, 0, 2), done(1, 4));
  expect(h.asides).toEqual([
    { type: 'chunk-done', job: 1, attempt: 1, worker: 'W', first: 0, items: 2, busyMs: 4, tookMs: 30 },
  ]);
});

test('a failure tells its attempt and its fault, and only once it counts', () => {
  h.submit(1, { retries: 1 });
  h.tell('W', failed(1, 0, 'time-limit'));
  const failure = { type: 'attempt-failed', job: 1, attempt: 1, worker: 'W', item: 0, fault: 'time-limit' };
  expect(h.asides).toEqual([failure]);
  h.tell('W', failed(1, 0, 'time-limit'));
  expect(h.asides).toEqual([]);
});

test('each attempt that is called off is told once', () => {
  h.submit(4);
  h.feed({ kind: 'job-cancelled', job: jobId(1) });
  expect(h.asides).toEqual([
    { type: 'cancelled', job: 1, attempt: 1, worker: 'W' },
    { type: 'cancelled', job: 1, attempt: 2, worker: 'W' },
  ]);
  expect(h.sent('cancel')).toHaveLength(2);
});

test('items that come back are told with the reason: handed back, left out, worker lost, worker silent', () => {
  h.submit(3, { chunkItems: 3 });
  const items = h.assigns()[0]?.count ?? 0;
  h.tell('W', cut(1, 0));
  expect(reasons()).toEqual([[items, 'cut']]);
  h.tell('W', done(2));
  expect(reasons()).toEqual([[items, 'skipped']]);
  h.feed({ kind: 'worker-closed', worker: 'W' });
  expect(reasons().flat()).toContain('lost');
  const silent = new CoreHarness();
  silent.open('W');
  silent.submit(1);
  for (let at = silent.now; at <= 4000; at += 250) {
    silent.tick(at);
    const told = silent.out.some(
      (o) => o.kind === 'notice' && o.event.type === 'requeued' && o.event.reason === 'silent',
    );
    if (told) return;
  }
  expect.unreachable('it was never relieved');
});

test('a worker that drains is told of once', () => {
  h.tell('W', { kind: 'draining' });
  expect(h.notices()).toEqual(['worker-draining']);
  h.tell('W', { kind: 'draining' });
  expect(h.notices()).toEqual([]);
});

test('what a worker and a job have at this moment', () => {
  h.submit(5);
  h.tell('W', slice(1, 0, 1));
  expect(h.core.jobStatus(jobId(1))).toEqual({
    items: 5,
    ended: true,
    resolved: 1,
    running: h.core.workerStatus('W')?.items,
  });
  expect(h.core.workerStatus('W')).toMatchObject({ chunks: 2, credit: 2, draining: false, silent: false });
  expect(h.core.workerStatus('X')).toBeUndefined();
  expect(h.core.jobStatus(jobId(2))).toBeUndefined();
});
