import type { ToWorker } from '@zfarm/cluster-core/core';
import { describe, expect, it } from 'vitest';
import { assign, Bench, value } from '../../test/core-bench.js';

const moved = (attempt: number): ToWorker => ({ ...assign(attempt), items: { ...value, movable: true } });

function bench(): Bench {
  const made = new Bench(1);
  made.open('a');
  made.put('a');
  return made;
}

describe('worker core: items whose memory goes to the thread', () => {
  it('are handed to a slot that holds nothing else, however short they are', () => {
    const worker = bench();
    worker.send('a', assign(1));
    const [first] = worker.runs();
    if (first === undefined) throw new Error('The attempt does not run.');
    worker.done(0, first, 0.01);
    worker.send('a', assign(2), moved(3));
    const [second, ...none] = worker.runs();
    if (second === undefined) throw new Error('The attempt does not run.');
    expect([second.attempt, none]).toEqual([2, []]);
    worker.done(0, second, 0.01);
    expect(worker.runs().map((run) => run.attempt)).toEqual([3]);
  });

  it('are gone with the thread: what is left goes back to the client, after the item at fault', () => {
    const worker = bench();
    worker.send('a', moved(1));
    const [run] = worker.runs();
    if (run === undefined) throw new Error('The attempt does not run.');
    worker.input({ kind: 'slot-slice', slot: 0, run: run.run, first: 0, count: 2, values: value });
    worker.sent();
    const guilty = { run: run.run, item: 4, fault: 'thread', failure: value } as const;
    worker.input({ kind: 'slot-died', slot: 0, guilty });
    expect(worker.sent()).toEqual([
      { kind: 'failed', attempt: 1, item: 4, fault: 'thread', failure: value },
      { kind: 'cut', attempt: 1, end: 5 },
      { kind: 'done', attempt: 1, busyMs: 0 },
    ]);
    worker.input({ kind: 'slot-ready', slot: 0 });
    expect(worker.runs()).toEqual([]);
  });

  it('go back whole when the thread dies before it has run any', () => {
    const worker = bench();
    worker.send('a', moved(1));
    worker.sent();
    worker.input({ kind: 'slot-died', slot: 0 });
    expect(worker.sent()).toEqual([{ kind: 'cut', attempt: 1, end: 0 }]);
  });
});

describe('worker core: long items', () => {
  it('are told to be spent once everything of their attempt has been reported', () => {
    const worker = bench();
    const items = { ...value, bytes: 100_000 };
    worker.send('a', { ...assign(1), items });
    const [run] = worker.runs();
    if (run === undefined) throw new Error('The attempt does not run.');
    worker.input({ kind: 'slot-slice', slot: 0, run: run.run, first: 0, count: 10, values: value });
    expect(worker.kinds()).not.toContain('items-spent');
    worker.input({ kind: 'slot-done', slot: 0, run: run.run, busyMs: 1, linesDropped: 0 });
    expect(worker.out).toContainEqual({ kind: 'items-spent', items });
  });
});
