import { attemptId, jobId, type ToClient } from '@zfarm/cluster-core/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { CoreHarness, cut, done, failed, slice, started } from '../../test/support/core-harness.js';

type Assigned = ReturnType<CoreHarness['assigns']>[number];

let h: CoreHarness;

beforeEach(() => {
  h = new CoreHarness();
});

describe('settlement', () => {
  test('slices settle items in any order and the job ends with the last', () => {
    h.open('W', 2);
    h.submit(4);
    h.tell('W', slice(2, 2, 2), done(2));
    expect(h.settled()).toEqual(['2-4@0']);
    h.tell('W', slice(1, 0, 1));
    h.tell('W', slice(1, 1, 1), done(1));
    expect(h.ended()).toEqual(['completed']);
  });

  test('an item settles once, whoever brings it', () => {
    h.open('A');
    h.open('B');
    h.submit(2);
    expect(h.ranges()).toEqual(['A:0-2']);
    h.now += 600;
    h.feed({ kind: 'tick' });
    expect(h.sent('heartbeat')).toHaveLength(1);
    h.now += 600;
    h.feed({ kind: 'tick' });
    h.now += 600;
    h.feed({ kind: 'tick' });
    h.now += 600;
    h.feed({ kind: 'tick' });
    expect(h.ranges()).toEqual(['B:0-2']);
    h.tell('A', slice(1, 0, 1));
    expect(h.settled()).toEqual(['0-1@0']);
    h.tell('B', slice(2, 0, 2));
    expect(h.settled()).toEqual(['1-2@1']);
    expect(h.ended()).toEqual(['completed']);
  });

  test('an empty job is complete at once', () => {
    h.submit(0);
    expect(h.ended()).toEqual(['completed']);
  });

  test('nothing counts after the end', () => {
    h.open('W');
    h.submit(2);
    h.feed({ kind: 'job-cancelled', job: jobId(1) });
    expect(h.ended()).toEqual(['cancelled']);
    expect(h.sent('cancel')).toHaveLength(1);
    h.tell('W', slice(1, 0, 2), done(1));
    expect(h.out).toEqual([]);
  });

  test('reports about what is not theirs change nothing', () => {
    h.open('A');
    h.open('B');
    h.submit(4);
    h.tell('B', slice(1, 0, 2), done(1));
    h.tell('A', slice(1, 2, 2), slice(99, 0, 1));
    expect(h.settled()).toEqual([]);
  });

  test('items that a worker leaves out are run again', () => {
    h.open('W');
    h.submit(2);
    h.tell('W', slice(1, 1, 1), done(1));
    expect(h.ranges()).toEqual(['W:0-1']);
  });

  test('a cut gives the unstarted tail back', () => {
    h.open('A');
    h.submit(2);
    h.open('B');
    h.tell('A', cut(1, 1));
    expect(h.ranges()).toEqual(['B:1-2']);
    h.tell('A', slice(1, 0, 1), done(1));
    h.tell('B', slice(2, 1, 1), done(2));
    expect(h.ended()).toEqual(['completed']);
  });
});

describe('failure', () => {
  test('the first failed item ends a fail-fast job and cancels the rest', () => {
    h.open('W', 2);
    h.submit(8);
    h.tell('W', failed(1, 0));
    expect(h.out).toMatchObject([
      { kind: 'item-failed', item: 0, reason: 'task', losses: [{ worker: 'W', fault: 'task' }] },
      ...Array.from({ length: 4 }, () => ({ kind: 'send', message: { kind: 'cancel' } })),
      { kind: 'job-ended', outcome: 'failed' },
    ]);
  });

  test('the loss of a worker that ends a job has nobody to cancel at', () => {
    h.open('W', 2);
    h.submit(1, { lossesMax: 0, chunkItems: 1 }, { ended: false });
    h.tell('W', { kind: 'suspended', attempt: attemptId(1) });
    h.feed({ kind: 'worker-closed', worker: 'W' });
    h.feed({ kind: 'items-added', job: jobId(1), count: 2, ended: true });
    h.open('V', 2);
    expect(h.ranges()).toEqual(['V:0-1', 'V:1-2', 'V:2-3']);
    h.tell('V', { kind: 'suspended', attempt: attemptId(2) });
    h.feed({ kind: 'worker-closed', worker: 'V' });
    expect(h.ended()).toEqual(['failed']);
    expect(h.sent('cancel')).toEqual([]);
  });

  test('retries run the item again, by itself, and then give up', () => {
    h.open('W', 2);
    h.submit(2, { retries: 1 });
    h.tell('W', failed(1, 0), slice(1, 1, 1), done(1));
    expect(h.ranges()).toEqual(['W:0-1']);
    h.tell('W', failed(2, 0));
    expect(h.out[0]).toMatchObject({ kind: 'item-failed', item: 0, losses: [{}, {}] });
  });

  test('a time limit counts like an error, not like a death', () => {
    h.open('W');
    h.submit(1, { retries: 2, lossesMax: 0, timeoutMs: 50 });
    expect(h.assigns()).toMatchObject([{ timeoutMs: 50 }]);
    h.tell('W', failed(1, 0, 'time-limit'), done(1));
    h.tell('W', failed(2, 0), done(2));
    expect(h.ended()).toEqual([]);
    h.tell('W', failed(3, 0, 'time-limit'));
    expect(h.out[0]).toMatchObject({ kind: 'item-failed', reason: 'time-limit', losses: [{}, {}, {}] });
  });

  test('without fail-fast the others go on', () => {
    h.open('W');
    h.submit(2, { failFast: false });
    h.tell('W', failed(1, 0), slice(1, 1, 1), done(1));
    expect(h.out).toMatchObject([
      { kind: 'item-failed', item: 0 },
      { kind: 'items-settled', first: 1 },
      { kind: 'job-ended', outcome: 'completed' },
    ]);
  });

  test('the death of a thread names its item, which is poison after lossesMax more', () => {
    h.open('W');
    h.submit(1, { lossesMax: 2 });
    h.tell('W', failed(1, 0, 'thread'), done(1));
    h.tell('W', failed(2, 0, 'thread'), done(2));
    expect(h.ended()).toEqual([]);
    h.tell('W', failed(3, 0, 'thread'));
    expect(h.out[0]).toMatchObject({ kind: 'item-failed', reason: 'poison', losses: [{}, {}, {}] });
  });

  test('what a lost worker owed goes to others, in halves if it had begun', () => {
    h.open('A');
    h.submit(8, { chunkItems: 8 });
    h.tell('A', started(1), slice(1, 0, 2));
    h.open('B', 2);
    h.feed({ kind: 'worker-closed', worker: 'A' });
    expect(h.ranges()).toEqual(['B:2-5', 'B:5-8']);
  });

  test.each([
    [49, ['B:0-4', 'B:4-8', 'B:8-12', 'B:12-16']],
    [50, ['B:0-4', 'B:4-8', 'B:8-16']],
  ])('after %i ms what the slots may have begun with is suspect', (ms, ranges) => {
    h.open('A');
    h.submit(16, { chunkItems: 8 });
    h.now += ms;
    h.feed({ kind: 'worker-closed', worker: 'A' });
    h.open('B', 2);
    expect(h.ranges()).toEqual(ranges);
  });

  test('of a chunk that brings down every worker only the culprit is given up', () => {
    const culprit = 5;
    const results = new Set<number>();
    const poison: number[] = [];
    h.submit(8, { chunkItems: 8, lossesMax: 1, failFast: false });
    for (let life = 1; life < 40 && h.ended().length === 0; life += 1) {
      const worker = `W${life}`;
      h.open(worker);
      const queue = h.assigns();
      for (let a = queue.shift(); a !== undefined; a = queue.shift()) {
        const end = a.first + a.count;
        const fatal = a.first <= culprit && culprit < end;
        const reported = fatal ? culprit : end;
        for (let item = a.first; item < reported; item += 1) results.add(item);
        const messages: ToClient[] = [started(a.attempt)];
        if (reported > a.first) messages.push(slice(a.attempt, a.first, reported - a.first));
        h.tell(worker, ...messages, ...(fatal ? [] : [done(a.attempt)]));
        if (fatal) {
          h.feed({ kind: 'worker-closed', worker });
          for (const o of h.out) if (o.kind === 'item-failed') poison.push(o.item);
          break;
        }
        queue.push(...h.assigns());
      }
    }
    expect(poison).toEqual([culprit]);
    expect([...results].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 6, 7]);
    expect(h.ended()).toEqual(['completed']);
  });
});

describe('suspects', () => {
  /** Opens workers that are lost with all they were given, until the job has ended; returns what was given to whom. */
  function loseWorkers(lives: number): string[][] {
    const given: string[][] = [];
    for (let life = 1; life <= lives && h.ended().length === 0; life += 1) {
      const worker = `W${life}`;
      h.open(worker, 2);
      given.push(h.assigns().map((a) => `${a.first}-${a.first + a.count}`));
      h.tell(worker, ...h.assigns().map((a) => started(a.attempt)));
      h.feed({ kind: 'worker-closed', worker });
    }
    return given;
  }

  test('run in company twice, then with a worker to themselves', () => {
    h.submit(2, { chunkItems: 1, failFast: false });
    const given = loseWorkers(4);
    expect(given.slice(0, 2)).toEqual([
      ['0-1', '1-2'],
      ['0-1', '1-2'],
    ]);
    expect(given.slice(2)).toEqual([['0-1'], ['1-2']]);
  });

  test('are given up only for a worker lost while they were alone on it', () => {
    h.submit(3, { chunkItems: 1, lossesMax: 0, failFast: false });
    h.open('A', 3);
    h.tell('A', started(1), started(2), started(3));
    h.feed({ kind: 'worker-closed', worker: 'A' });
    expect(h.out.filter((o) => o.kind === 'item-failed')).toEqual([]);
    h.open('B', 3);
    expect(h.ranges()).toEqual(['B:0-1']);
    h.tell('B', started(4));
    h.feed({ kind: 'worker-closed', worker: 'B' });
    expect(h.out).toMatchObject([
      { kind: 'item-failed', item: 0, reason: 'poison', losses: [{}, { alone: true }] },
    ]);
    h.open('C', 3);
    h.tell('C', slice(5, 1, 1), done(5));
    expect(h.ranges()).toEqual(['C:2-3']);
    h.tell('C', slice(6, 2, 1), done(6));
    expect(h.ended()).toEqual(['completed']);
  });

  test('wait for a worker that is emptied for them, while the others go on', () => {
    h.submit(1, { chunkItems: 1, lossesMax: 0, failFast: false });
    h.open('A');
    h.tell('A', started(1));
    h.submit(100, { chunkItems: 1 }, { job: jobId(2) });
    h.open('B');
    const ofB = h.assigns();
    h.open('C');
    const ofC = h.assigns();
    h.feed({ kind: 'worker-closed', worker: 'A' });
    const finish = (a: Assigned | undefined): Assigned[] => {
      if (a !== undefined) h.tell(a.worker, slice(a.attempt, a.first, 1), done(a.attempt));
      return h.assigns();
    };
    // B came first, so it is B that gets nothing more; C goes on.
    expect(finish(ofB[0])).toEqual([]);
    expect(finish(ofC[0])).toMatchObject([{ worker: 'C', job: 2 }]);
    const [alone] = finish(ofB[1]);
    expect(alone).toMatchObject({ worker: 'B', job: 1 });
    expect(finish(ofC[1])).toMatchObject([{ worker: 'C', job: 2 }]);
    expect(finish(alone)).toMatchObject([
      { worker: 'B', job: 2 },
      { worker: 'B', job: 2 },
    ]);
  });
});
