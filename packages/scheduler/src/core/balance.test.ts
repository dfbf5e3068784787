import { attemptId, jobId } from '@zfarm/cluster-core/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CoreHarness, cut, done, slice, started } from '../../test/support/core-harness.js';
import { VirtualWorkers } from '../../test/support/virtual-workers.js';

describe('work for free slots', () => {
  test('what has not started at a busy worker is asked back, once, and goes to a free one', () => {
    const h = new CoreHarness();
    h.open('A');
    h.submit(10, { chunkItems: 10 });
    h.tell('A', started(1), slice(1, 0, 1));
    h.open('B');
    expect(h.sent('retract')).toHaveLength(0);
    h.tick(h.core.nextDeadline() ?? 0);
    expect(h.sent('retract')).toMatchObject([{ worker: 'A', message: { attempt: 1 } }]);
    h.tick(h.now + 100);
    expect(h.sent('retract')).toHaveLength(0);
    h.tell('A', cut(1, 2));
    expect(h.ranges()).toEqual(['B:2-10']);
  });

  test('a single item that runs is left alone', () => {
    const h = new CoreHarness();
    h.open('A');
    h.open('B');
    h.submit(1);
    h.tell('A', started(1));
    h.tick(h.now + 400);
    expect(h.sent('retract')).toHaveLength(0);
    expect(h.core.nextDeadline()).toBe(1500);
  });

  test('a single item that is on its way to a free slot of the only worker is not called back to go there again', () => {
    const h = new CoreHarness();
    h.open('A', 2);
    h.submit(1);
    for (let step = 0; step < 20; step += 1) {
      h.tick(h.now + 20);
      expect(h.sent('retract')).toHaveLength(0);
    }
    h.open('B');
    h.tick(h.now + 5);
    expect(h.sent('retract')).toMatchObject([{ worker: 'A' }]);
  });

  test('what travels in pieces is not asked back before it has begun, however long it is on its way', () => {
    const h = new CoreHarness();
    h.open('A');
    h.open('B');
    h.submit(2, { chunkItems: 2 }, { itemBytes: 64 * 1024 * 1024 });
    for (let step = 0; step < 100; step += 1) {
      h.tick(h.now + 1000);
      h.tell('A', { kind: 'alive' });
    }
    expect(h.sent('retract')).toHaveLength(0);
    h.tell('A', started(1));
    h.tick(h.now + 1000);
    expect(h.sent('retract')).toHaveLength(1);
  });

  test('work that no slot will have wanders ever more slowly', () => {
    const h = new CoreHarness();
    h.open('A');
    h.open('B');
    h.submit(1);
    let moves = 0;
    for (let step = 0; step < 2000; step += 1) {
      h.tick(h.now + 5);
      for (const output of h.sent('retract')) {
        if (output.kind !== 'send' || output.message.kind !== 'retract') continue;
        moves += 1;
        h.tell(output.worker, cut(output.message.attempt, 0));
      }
    }
    expect(moves).toBeGreaterThan(5);
    expect(moves).toBeLessThan(25);
  });
});

describe('copies', () => {
  const straggling = (idempotent: boolean): CoreHarness => {
    const h = new CoreHarness();
    h.open('A');
    h.open('B');
    h.submit(2, { chunkItems: 1, idempotent });
    h.tell('A', started(1));
    h.tell('B', started(2), slice(2, 1, 1), done(2, 10));
    h.tick(h.now + 300);
    return h;
  };

  test('what takes far longer than usual is run a second time', () => {
    const h = straggling(true);
    expect(h.ranges()).toEqual(['B:0-1']);
    expect(h.notices()).toEqual(['copied']);
    h.tick(h.now + 400);
    expect(h.assigns()).toHaveLength(0);
  });

  test('never of a job that is not idempotent', () => {
    expect(straggling(false).assigns()).toHaveLength(0);
  });

  test('the first success wins, and the other is called off', () => {
    const won = straggling(true);
    const [copy] = won.assigns();
    won.tell('B', slice(copy?.attempt ?? 0, 0, 1));
    expect(won.settled()).toEqual(['0-1@0']);
    expect(won.notices()).toEqual(['copy-won']);
    expect(won.sent('cancel')).toMatchObject([{ worker: 'A', message: { attempt: 1 } }]);
    expect(won.ended()).toEqual(['completed']);

    const lost = straggling(true);
    lost.tell('A', slice(1, 0, 1));
    expect(lost.sent('cancel')).toMatchObject([{ worker: 'B' }]);
    expect(lost.ended()).toEqual(['completed']);
  });

  test('what has failed as a copy is not copied again: poison would end one thread after the other', () => {
    const h = straggling(true);
    const attempt = attemptId(h.assigns()[0]?.attempt ?? 0);
    h.tell('B', { kind: 'failed', attempt, item: 0, fault: 'thread', failure: VALUE }, done(attempt, 1));
    h.tick(h.now + 1000);
    expect(h.assigns()).toHaveLength(0);
    h.tell('A', { kind: 'alive' });
    h.tick(h.now + 1000);
    expect(h.assigns()).toHaveLength(0);
  });

  test('the loss of a copy costs nothing, and that of the original runs it anew', () => {
    const h = straggling(true);
    h.feed({ kind: 'worker-closed', worker: 'B' });
    expect(h.notices()).toEqual([]);
    h.open('C');
    h.tick(h.now + 10);
    expect(h.ranges()).toEqual(['C:0-1']);
    h.feed({ kind: 'worker-closed', worker: 'A' });
    expect(h.notices()).toEqual(['requeued']);
    h.feed({ kind: 'job-cancelled', job: jobId(1) });
    expect(h.sent('cancel').length).toBeGreaterThan(0);
  });
});

const VALUE = { owner: 'B', id: 0, bytes: 8 };

/** Times of items in milliseconds: mostly short, some long, in any order. */
const times = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: 0.01, max: 2, noNaN: true }) },
    { weight: 1, arbitrary: fc.double({ min: 20, max: 200, noNaN: true }) },
  ),
  { minLength: 1, maxLength: 400, size: 'max' },
);
const order = fc.constantFrom<'asIs' | 'rising' | 'falling'>('asIs', 'rising', 'falling');

describe('conservation of work', () => {
  test('no slot stays free for long while another has work that has not started', () => {
    fc.assert(
      fc.property(times, order, fc.integer({ min: 1, max: 6 }), (items, how, workers) => {
        const sorted = how === 'asIs' ? items : items.toSorted((a, b) => (how === 'rising' ? a - b : b - a));
        const farm = new VirtualWorkers(workers, sorted);
        farm.run();
        const total = sorted.reduce((sum, ms) => sum + ms, 0);
        const longest = Math.max(...sorted);
        expect(farm.settledOnce).toBe(true);
        expect(farm.askedTwice).toBe(false);
        // Graham's bound for any schedule without idle slots, and what messages and patience may add to it.
        const overheadMs = 40 + 0.03 * (total / workers);
        expect(farm.makespanMs).toBeLessThan(total / workers + longest * (1 - 1 / workers) + overheadMs);
      }),
      { numRuns: 150 },
    );
  });

  test('a worker fifty times slower than the others does not hold them up', () => {
    const items = Array.from({ length: 400 }, () => 5);
    const farm = new VirtualWorkers(4, items, { slowdown: [50, 1, 1, 1] });
    farm.run();
    expect(farm.makespanMs).toBeLessThan(1.1 * (2000 / 3) + 250);
  });
});
