import { jobId, type ToClient } from '@zfarm/cluster-core/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { CoreHarness, done, failed, slice } from '../../test/support/core-harness.js';
import type { Verdict } from './scheduler-input.js';

let h: CoreHarness;

beforeEach(() => {
  h = new CoreHarness();
  h.open('W');
});

function decide(item: number, verdict: Verdict): void {
  h.feed({ kind: 'item-verdict', job: jobId(1), item, verdict });
}

describe('a judged job', () => {
  test('puts each failure before its client, and says whether the counters allow another try', () => {
    h.submit(1, { judged: true, retries: 1 });
    h.tell('W', failed(1, 0), done(1));
    expect(h.out).toMatchObject([
      { kind: 'item-faltered', item: 0, reason: 'task', final: false, losses: [{}] },
    ]);
    expect(h.assigns()).toEqual([]);
    decide(0, { kind: 'retry', delayMs: 0 });
    expect(h.assigns()).toMatchObject([{ first: 0, tries: 1 }]);
    h.tell('W', failed(2, 0, 'time-limit'), done(2));
    expect(h.out[0]).toMatchObject({ kind: 'item-faltered', reason: 'time-limit', final: true });
    decide(0, { kind: 'fail' });
    expect(h.out).toMatchObject([
      { kind: 'item-failed', item: 0, reason: 'time-limit', losses: [{}, {}] },
      { kind: 'job-ended', outcome: 'failed' },
    ]);
  });

  test('tries an item again when its time has come, the earliest first', () => {
    h.submit(2, { judged: true, retries: 5, chunkItems: 1 });
    h.tell('W', failed(1, 0), done(1), failed(2, 1), done(2));
    decide(0, { kind: 'retry', delayMs: 300 });
    decide(1, { kind: 'retry', delayMs: 100 });
    expect(h.core.nextDeadline()).toBe(h.now + 100);
    h.tick(h.now + 99);
    expect(h.assigns()).toEqual([]);
    h.tick(h.now + 1);
    expect(h.ranges()).toEqual(['W:1-2']);
    expect(h.notices()).toEqual(['retried']);
    h.tick(h.now + 200);
    expect(h.ranges()).toEqual(['W:0-1']);
  });

  test('goes on without an item that its client gives a result for', () => {
    h.submit(2, { judged: true });
    h.tell('W', failed(1, 0), slice(1, 1, 1), done(1));
    decide(0, { kind: 'give' });
    expect(h.out).toMatchObject([
      { kind: 'item-given', item: 0 },
      { kind: 'job-ended', outcome: 'completed' },
    ]);
  });

  test('asks about poison, and not about deaths that are allowed', () => {
    h.submit(1, { judged: true, lossesMax: 1 });
    h.tell('W', failed(1, 0, 'thread'), done(1));
    expect(h.ranges()).toEqual(['W:0-1']);
    h.tell('W', failed(2, 0, 'thread'), done(2));
    expect(h.out).toMatchObject([{ kind: 'item-faltered', reason: 'poison', final: true }]);
  });

  test('hears nothing of a verdict on what has resolved, or was never asked', () => {
    h.open('V');
    h.submit(1, { judged: true, chunkItems: 1 });
    // W falls silent, V fails the item, and W's success comes before the verdict.
    for (let at = 0; at < 4; at += 1) h.tick(h.now + 600);
    const [second] = h.assigns();
    h.tell('V', failed(second?.attempt ?? 0, 0), done(second?.attempt ?? 0));
    decide(7, { kind: 'fail' });
    expect(h.out).toEqual([]);
    h.tell('W', slice(1, 0, 1));
    expect(h.ended()).toEqual(['completed']);
    decide(0, { kind: 'fail' });
    expect(h.out).toEqual([]);
  });

  test('forgets an item given up while it is judged or rests', () => {
    h.submit(2, { judged: true, failFast: false, chunkItems: 1 });
    const ends: ToClient[] = [failed(1, 0), done(1), failed(2, 1), done(2)];
    h.tell('W', ...ends);
    decide(1, { kind: 'retry', delayMs: 50 });
    h.feed({ kind: 'item-cancelled', job: jobId(1), item: 0 });
    h.feed({ kind: 'item-cancelled', job: jobId(1), item: 1 });
    expect(h.ended()).toEqual(['completed']);
    expect(h.core.nextDeadline()).toBeUndefined();
  });
});
