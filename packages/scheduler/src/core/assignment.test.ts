import { jobId } from '@zfarm/cluster-core/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { CoreHarness, cut, done, failed, slice, started } from '../../test/support/core-harness.js';

let h: CoreHarness;

beforeEach(() => {
  h = new CoreHarness();
});

describe('assignment', () => {
  test('sends the code once, ahead of the first chunk', () => {
    h.open('W');
    h.submit(4);
    expect(h.out.flatMap((o) => (o.kind === 'send' ? [o.message.kind] : []))).toEqual([
      'code-put',
      'assign',
      'assign',
    ]);
    expect(h.ranges()).toEqual(['W:0-2', 'W:2-4']);
  });

  test('fills free slots of everybody before it queues behind busy ones', () => {
    h.open('A', 1);
    h.open('B', 3);
    h.submit(10, { chunkItems: 1 });
    const first = h.assigns().slice(0, 4);
    expect(first.filter((a) => a.worker === 'A')).toHaveLength(1);
    expect(first.filter((a) => a.worker === 'B')).toHaveLength(3);
    expect(h.assigns()).toHaveLength(8);
  });

  test('never goes beyond the credit', () => {
    h.enter('W', { slots: 4 });
    h.submit(100);
    expect(h.assigns()).toHaveLength(0);
    h.tell('W', { kind: 'credit', limit: 1 });
    expect(h.assigns()).toHaveLength(1);
    h.tell('W', { kind: 'credit', limit: 3 });
    expect(h.assigns()).toHaveLength(2);
  });

  test('jobs take turns', () => {
    h.open('W', 2);
    h.submit(100, {}, { job: jobId(7) });
    h.submit(2);
    h.tell('W', slice(1, 0, 2), done(1), slice(2, 2, 2), done(2));
    expect(h.assigns().map((a) => a.job)).toEqual([7, 1]);
  });

  test('a lone task goes where the last one has just ended, but not where it failed', () => {
    for (const worker of ['A', 'B', 'C']) h.open(worker);
    h.submit(1, { chunkItems: 1, failFast: false }, { ended: false });
    const next = (): string | undefined => {
      h.feed({ kind: 'items-added', job: jobId(1), count: 1, ended: false });
      return h.assigns()[0]?.worker;
    };
    h.tell('A', slice(1, 0, 1), done(1));
    expect(next()).toBe('A');
    h.tell('A', slice(2, 1, 1), done(2));
    expect(next()).toBe('A');
    expect(next()).toBe('B');
    h.tell('A', failed(3, 2), done(3));
    h.tell('B', slice(4, 3, 1), done(4));
    expect(next()).toBe('B');
    h.tell('B', failed(5, 4), done(5));
    expect(next()).toBe('C');
  });

  test('a worker without the labels that a job requires gets none of it', () => {
    h.open('W');
    h.submit(2, { labels: { gpu: 'yes' } });
    expect(h.assigns()).toHaveLength(0);
    h.enter('G', { labels: { gpu: 'yes' } });
    h.tell('G', { kind: 'credit', limit: 1 });
    expect(h.ranges()).toEqual(['G:0-2']);
  });

  test('chunks grow from one item to the measured size and shrink toward the end', () => {
    h.open('W', 1);
    h.submit(1000, { chunkItems: undefined });
    const counts: number[] = [];
    for (const queue = h.assigns(); queue.length > 0; queue.push(...h.assigns())) {
      const [a] = queue.splice(0, 1);
      if (a === undefined) break;
      counts.push(a.count);
      h.tell('W', slice(a.attempt, a.first, a.count), done(a.attempt, a.count * 0.1));
    }
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(1000);
    expect(counts[0]).toBe(1);
    expect(Math.max(...counts)).toBe(150);
    // Not below one millisecond of work: less is not worth a message.
    const grown = counts.indexOf(150);
    expect(Math.min(...counts.slice(grown, -1))).toBe(10);
    expect(h.ended()).toEqual(['completed']);
  });
});

describe('streams', () => {
  test('items are asked for in time and the window holds them back', () => {
    h.open('W');
    h.submit(0, {}, { ended: false, windowEnd: 5 });
    expect(h.out).toMatchObject([{ kind: 'need-items', count: 5 }]);
    h.feed({ kind: 'items-added', job: jobId(1), count: 5, ended: false });
    expect(h.ranges()).toEqual(['W:0-2', 'W:2-4']);
    h.tell('W', slice(1, 0, 2), done(1), slice(2, 2, 2), done(2));
    expect(h.ranges()).toEqual(['W:4-5']);
    expect(h.out.filter((o) => o.kind === 'need-items')).toEqual([]);
    h.feed({ kind: 'window-moved', job: jobId(1), end: 9 });
    expect(h.out).toMatchObject([{ kind: 'need-items', count: 4 }]);
    h.feed({ kind: 'items-added', job: jobId(1), count: 1, ended: true });
    h.tell('W', slice(3, 4, 1), done(3), slice(4, 5, 1), done(4));
    expect(h.ended()).toEqual(['completed']);
  });

  test('chunks follow what items that have come weigh', () => {
    h.open('W');
    h.submit(0, { chunkItems: undefined }, { ended: false, itemBytes: 8 });
    h.feed({ kind: 'items-added', job: jobId(1), count: 16, ended: false });
    h.tell('W', slice(1, 0, 1), done(1, 0.1), slice(2, 1, 1), done(2, 0.1));
    expect(h.assigns().map(({ count }) => count)).toEqual([8, 6]);
    h.feed({ kind: 'items-added', job: jobId(1), count: 100, ended: false, itemBytes: 60 * 2 ** 10 });
    h.tell('W', slice(3, 2, 8), done(3, 0.8), slice(4, 10, 6), done(4, 0.6));
    expect(h.assigns().map(({ count }) => count)).toEqual([4, 4]);
    h.feed({ kind: 'items-added', job: jobId(1), count: 1, ended: false });
    h.tell('W', slice(5, 16, 4), done(5, 0.4));
    expect(h.assigns().map(({ count }) => count)).toEqual([4]);
  });

  test('one item of many can be cancelled', () => {
    h.open('W');
    h.submit(2, { failFast: false, chunkItems: 1 });
    h.feed({ kind: 'item-cancelled', job: jobId(1), item: 0 });
    expect(h.sent('cancel')).toHaveLength(1);
    h.tell('W', slice(2, 1, 1), done(2));
    expect(h.ended()).toEqual(['completed']);
  });

  test('what waits behind a cancelled item that runs is given to others', () => {
    h.open('A');
    h.submit(6, { failFast: false, chunkItems: 6 });
    h.tell('A', started(1), slice(1, 0, 1));
    h.feed({ kind: 'item-cancelled', job: jobId(1), item: 2 });
    expect(h.sent('retract')).toHaveLength(1);
    h.open('B', 2);
    h.tell('A', cut(1, 3));
    expect(h.sent('cancel')).toHaveLength(1);
    expect(h.ranges().map((range) => range.slice(2))).toEqual(['1-2', '3-6']);
  });
});

describe('demand and the local pool', () => {
  test('workers hear when there is more than they hold, and later that there is not', () => {
    h.open('W');
    h.submit(100);
    expect(h.sent('demand')).toMatchObject([{ message: { chunks: 48, weight: 1 } }]);
    h.feed({ kind: 'job-cancelled', job: jobId(1) });
    expect(h.sent('demand')).toHaveLength(0);
    h.tell('W', { kind: 'credit', limit: 1 });
    h.submit(100, {}, { job: jobId(2) });
    expect(h.sent('demand')).toHaveLength(1);
    h.feed({ kind: 'job-cancelled', job: jobId(2) });
    h.now = h.core.nextDeadline() ?? 0;
    h.feed({ kind: 'tick' });
    expect(h.sent('demand')).toMatchObject([{ message: { chunks: 0 } }]);
  });

  test('auto: the local pool is asked for when nobody comes, and at once when the last one is lost', () => {
    h = new CoreHarness('auto');
    h.submit(4);
    expect(h.out).toEqual([]);
    h.now = h.core.nextDeadline() ?? 0;
    expect(h.now).toBe(1250);
    h.feed({ kind: 'tick' });
    expect(h.out).toEqual([{ kind: 'local-wanted' }]);

    h = new CoreHarness('auto');
    h.open('W');
    h.submit(4);
    h.feed({ kind: 'worker-closed', worker: 'W' });
    expect(h.out.at(-1)).toEqual({ kind: 'local-wanted' });
  });

  test('auto: new chunks go to remote workers as soon as there are any', () => {
    h = new CoreHarness('auto');
    h.submit(20);
    h.open('L', 1, true);
    expect(h.ranges()).toEqual(['L:0-2', 'L:2-4']);
    h.open('R');
    h.tell('L', slice(1, 0, 2), done(1));
    expect(h.ranges()).toEqual([]);
    h.tell('R', slice(3, 4, 2), done(3));
    expect(h.ranges()).toEqual(['R:8-10']);
  });

  test('never and always', () => {
    h.submit(1);
    expect(h.core.nextDeadline()).toBeUndefined();
    h = new CoreHarness('always');
    h.submit(1);
    expect(h.out).toEqual([{ kind: 'local-wanted' }]);
    h.open('R');
    expect(h.ranges()).toEqual([]);
  });
});
