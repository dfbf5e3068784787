import { jobId, type Reservation } from '@zfarm/cluster-core/core';
import { describe, expect, test } from 'vitest';
import { CoreHarness, done, slice } from '../../test/support/core-harness.js';

const reserve = (changed: Partial<Reservation>): Reservation => ({
  slots: 1,
  memoryBytes: 0,
  resources: {},
  ...changed,
});
const soon = { afterMs: 10_000, evenAlone: false };

function harness(workers: Readonly<Record<string, object>>): CoreHarness {
  const h = new CoreHarness();
  for (const [worker, capacity] of Object.entries(workers)) {
    h.enter(worker, capacity);
    h.tell(worker, { kind: 'credit', limit: 100 });
  }
  return h;
}

describe('placement', () => {
  test('a job goes only where what it reserves is there at all, and the worker is told', () => {
    const h = harness({
      A: { slots: 1 },
      B: { slots: 2, memoryBytes: 10 },
      C: { slots: 2, memoryBytes: 100 },
    });
    const reservation = reserve({ slots: 2, memoryBytes: 50 });
    h.submit(2, { reservation });
    expect(h.assigns()).toMatchObject([{ worker: 'C', reservation }]);
  });

  test('what is out is counted: first what can run at once everywhere, then as much again behind it', () => {
    const license = { resources: { license: 1 }, slots: 8 };
    const h = harness({ A: license, B: license });
    h.submit(20, { chunkItems: 1, reservation: reserve({ resources: { license: 1 } }) });
    expect(h.assigns().map(({ worker }) => worker)).toEqual(['A', 'B', 'A', 'B']);
    h.tell('A', slice(1, 0, 1), done(1));
    expect(h.assigns().map(({ worker }) => worker)).toEqual(['A']);
  });

  test('slots and memory are counted likewise', () => {
    const h = harness({ A: { slots: 4, memoryBytes: 100 } });
    h.submit(20, { chunkItems: 1, reservation: reserve({ slots: 2 }) });
    expect(h.assigns()).toHaveLength(4);
    const other = harness({ A: { slots: 4, memoryBytes: 100 } });
    other.submit(20, { chunkItems: 1, reservation: reserve({ memoryBytes: 40 }) });
    expect(other.assigns()).toHaveLength(5);
  });

  test('those that reserve nothing are given while a resource is used up', () => {
    const h = harness({ A: { slots: 4, resources: { license: 1 } } });
    h.submit(20, { chunkItems: 1, reservation: reserve({ resources: { license: 1 } }) });
    h.submit(3, { chunkItems: 1 }, { job: jobId(2) });
    expect(h.assigns().map(({ job }) => job)).toEqual([2, 2, 2]);
  });
});

describe('a job for one worker only', () => {
  const now = { afterMs: 0, evenAlone: true };

  test('goes nowhere else, however free the others are', () => {
    const h = harness({ A: { slots: 4 }, B: { slots: 1 } });
    h.submit(6, { chunkItems: 1, worker: 'B' });
    expect(h.ranges()).toEqual(['B:0-1', 'B:1-2']);
    h.submit(2, { chunkItems: 1 }, { job: jobId(2) });
    expect(h.assigns().map(({ worker }) => worker)).toEqual(['A', 'A']);
  });

  test('fails when that one is not here, or leaves; the same one may come again', () => {
    const h = harness({ A: {}, B: {} });
    h.submit(1, { worker: 'C', unmatched: now });
    expect(h.ended()).toEqual(['failed']);
    h.submit(1, { worker: 'B', unmatched: now }, { job: jobId(2) });
    expect(h.ranges()).toEqual(['B:0-1']);
    h.feed({ kind: 'worker-closed', worker: 'B' });
    expect(h.out).toContainEqual(expect.objectContaining({ kind: 'job-unmatched', job: 2 }));
    expect(h.ended()).toEqual(['failed']);
    h.enter('B');
    h.tell('B', { kind: 'credit', limit: 4 });
    h.submit(1, { worker: 'B', unmatched: now }, { job: jobId(3) });
    expect(h.ranges()).toEqual(['B:0-1']);
  });

  test('may be for the pool of this process, also while others are here', () => {
    const h = new CoreHarness('auto');
    h.submit(1, {});
    h.tick(h.now + 250);
    h.open('home', 4, true);
    h.enter('A');
    h.tell('A', { kind: 'credit', limit: 4 });
    h.submit(1, { worker: 'home', unmatched: now }, { job: jobId(2) });
    expect(h.ranges()).toEqual(['home:0-1']);
    h.submit(1, { worker: 'A' }, { job: jobId(3) });
    expect(h.ranges()).toEqual(['A:0-1']);
  });
});

describe('priority', () => {
  test('the more urgent job gets its chunks first, equal ones take turns', () => {
    const h = new CoreHarness();
    h.submit(4, { chunkItems: 1 }, { job: jobId(1) });
    h.submit(4, { chunkItems: 1 }, { job: jobId(2) });
    h.submit(2, { chunkItems: 1, priority: 5 }, { job: jobId(3) });
    h.submit(1, { chunkItems: 1, priority: -1 }, { job: jobId(4) });
    h.enter('W', { slots: 8 });
    h.tell('W', { kind: 'credit', limit: 16 });
    expect(h.assigns().map(({ job }) => job)).toEqual([3, 3, 1, 2, 1, 2, 1, 2, 1, 2, 4]);
  });

  test('an urgent job that comes later overtakes what is not assigned yet', () => {
    const h = harness({ W: {} });
    h.submit(10, { chunkItems: 1 }, { job: jobId(1) });
    expect(h.assigns()).toHaveLength(2);
    h.submit(1, { chunkItems: 1, priority: 1 }, { job: jobId(2) });
    h.tell('W', slice(1, 0, 1), done(1));
    expect(h.assigns()).toMatchObject([{ job: 2 }]);
  });

  test('an urgent job that no worker serves holds nobody up', () => {
    const h = harness({ W: {} });
    h.submit(10, { priority: 1, labels: { gpu: 'yes' } }, { job: jobId(1) });
    h.submit(2, {}, { job: jobId(2) });
    expect(h.assigns()).toMatchObject([{ job: 2 }]);
  });
});

describe('a job that nobody here could ever serve', () => {
  test('fails when that has lasted long enough', () => {
    const h = harness({ A: {}, B: { labels: { gpu: 'no' } } });
    h.submit(2, { labels: { gpu: 'yes' }, unmatched: soon });
    h.tick(h.now + 9999);
    expect(h.ended()).toEqual([]);
    h.tick(h.now + 1);
    expect(h.out).toMatchObject([
      { kind: 'job-unmatched', policy: { labels: { gpu: 'yes' } } },
      { outcome: 'failed' },
    ]);
  });

  test('runs when one that could comes in time; the wait begins anew when that leaves', () => {
    const h = harness({ A: {} });
    h.submit(2, { labels: { gpu: 'yes' }, unmatched: soon });
    h.now += 9000;
    h.enter('G', { labels: { gpu: 'yes' } });
    h.tell('G', { kind: 'credit', limit: 1 });
    expect(h.assigns()).toHaveLength(1);
    h.now += 1000;
    h.feed({ kind: 'worker-closed', worker: 'G' });
    h.tick(h.now + 9999);
    expect(h.ended()).toEqual([]);
    h.tick(h.now + 1);
    expect(h.ended()).toEqual(['failed']);
  });

  test('a worker that drains is none, one that is silent may come back', () => {
    const h = harness({ A: {}, G: { labels: { gpu: 'yes' } } });
    h.tell('G', { kind: 'draining' });
    h.submit(2, { labels: { gpu: 'yes' }, unmatched: soon });
    expect(h.core.nextDeadline()).toBe(h.now + 10_000);
  });

  test('waits while nobody at all is here, unless told otherwise', () => {
    const h = new CoreHarness();
    h.submit(2, { labels: { gpu: 'yes' }, unmatched: soon });
    expect(h.core.nextDeadline()).toBeUndefined();
    h.submit(2, { unmatched: { afterMs: 500, evenAlone: true } }, { job: jobId(2) });
    h.tick(h.now + 500);
    expect(h.ended()).toEqual(['failed']);
    h.enter('A');
    expect(h.core.nextDeadline()).toBe(h.now + 10_000);
  });

  test('is one that the pool of this process could not serve either, which is known when that is open', () => {
    const h = new CoreHarness('auto');
    const atOnce = { afterMs: 0, evenAlone: true };
    h.submit(1, { unmatched: atOnce });
    const reservation = { slots: 3, memoryBytes: 0, resources: {} };
    h.submit(1, { reservation, unmatched: atOnce }, { job: jobId(2) });
    expect(h.ended()).toEqual([]);
    h.tick(h.now + 250);
    expect(h.out).toContainEqual({ kind: 'local-wanted' });
    h.enter('home', { slots: 2 }, true);
    expect(h.out).toContainEqual(expect.objectContaining({ kind: 'job-unmatched', job: 2 }));
    h.tell('home', { kind: 'credit', limit: 2 });
    expect(h.assigns()).toMatchObject([{ job: 1 }]);
  });

  test('is not judged by the time that we slept ourselves', () => {
    const h = harness({ A: {} });
    h.submit(2, { labels: { gpu: 'yes' }, unmatched: soon });
    h.tick(h.now + 60_000);
    expect(h.ended()).toEqual([]);
    h.tick(h.now + 10_000);
    expect(h.ended()).toEqual(['failed']);
  });
});

describe('local: auto', () => {
  test('what only this machine could serve runs here, the rest with the others', () => {
    const h = new CoreHarness('auto');
    h.enter('A', { slots: 1, memoryBytes: 10 });
    h.submit(2, { reservation: reserve({ memoryBytes: 50 }) });
    h.tick(h.now + 250);
    expect(h.out).toMatchObject([{ kind: 'local-wanted' }]);
    h.open('home', 4, true);
    expect(h.ranges()).toEqual(['home:0-2']);
    h.submit(20, { chunkItems: 1 }, { job: jobId(2) });
    expect(h.assigns()).toEqual([]);
    h.tell('A', { kind: 'credit', limit: 9 });
    expect(h.assigns().map(({ worker, job }) => [worker, job])).toEqual([
      ['A', 2],
      ['A', 2],
    ]);
  });

  test('labels and resources are never here', () => {
    const h = new CoreHarness('auto');
    h.enter('A');
    h.submit(2, { labels: { gpu: 'yes' } });
    h.submit(2, { reservation: reserve({ resources: { license: 1 } }) }, { job: jobId(2) });
    expect(h.core.nextDeadline()).toBeUndefined();
  });
});
