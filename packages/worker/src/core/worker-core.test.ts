import { attemptId } from '@zfarm/cluster-core/core';
import { describe, expect, it } from 'vitest';
import { assign, Bench, running, value } from '../../test/core-bench.js';
import type { WorkerInput } from './worker-input.js';
import type { RunSpec } from './worker-output.js';

describe('worker core: running', () => {
  it('greets a client with the standing credit', () => {
    const bench = new Bench(3);
    bench.open('a');
    expect(bench.sent()).toEqual([{ kind: 'credit', limit: 3 }]);
  });

  it('runs an attempt at once', () => {
    const { bench, run } = running();
    expect(bench.kinds()).toEqual(['run']);
    expect(run).toMatchObject({ run: 1, from: 0, to: 10, first: 0, client: 'a' });
    bench.done(0, run);
    expect(bench.sent()).toEqual([{ kind: 'done', attempt: 1, busyMs: 10 }]);
    bench.now += 5;
    bench.input({ kind: 'tick' });
    expect(bench.sent()).toEqual([]);
  });

  it('passes slices and failures on and keeps the order', () => {
    const { bench, run } = running();
    bench.input({ kind: 'slot-slice', slot: 0, run: run.run, first: 0, count: 4, values: value });
    expect(bench.sent()).toEqual([{ kind: 'slice', attempt: 1, first: 0, count: 4, values: value }]);
    bench.input({ kind: 'slot-failed', slot: 0, run: run.run, item: 4, fault: 'task', failure: value });
    expect(bench.sent()).toEqual([{ kind: 'failed', attempt: 1, item: 4, fault: 'task', failure: value }]);
    const skip: WorkerInput = {
      kind: 'slot-slice',
      slot: 0,
      run: run.run,
      first: 6,
      count: 1,
      values: value,
    };
    expect(() => bench.input(skip)).toThrow('reports items');
  });

  it('hands over one long attempt at a time', () => {
    const { bench, run } = running();
    bench.send('a', assign(2));
    expect(bench.runs()).toEqual([]);
    bench.done(0, run, 20);
    expect(bench.runs().map((next) => next.attempt)).toEqual([2]);
  });

  it('hands over a flood of tiny attempts in batches, once it knows that they are tiny', () => {
    const { bench, run } = running();
    bench.send('a', ...Array.from({ length: 200 }, (_, index) => assign(index + 2)));
    expect(bench.runs()).toEqual([]);
    bench.done(0, run, 0.01);
    const batch = bench.runs();
    expect(batch.length).toBe(64);
    for (const next of batch.slice(0, 31)) {
      bench.done(0, next, 0.01);
      expect(bench.runs()).toEqual([]);
    }
    bench.done(0, batch[31] as RunSpec, 0.01);
    expect(bench.runs().length).toBe(32);
  });

  it('keeps a chunk of known length ready behind the running one', () => {
    const { bench, run } = running();
    bench.done(0, run, 40);
    bench.send('a', assign(2), assign(3), assign(4));
    expect(bench.runs().map((next) => next.attempt)).toEqual([2, 3]);
  });

  it('takes a chunk back for an idle slot when the one before it takes long', () => {
    const { bench, run } = running(2);
    bench.done(0, run, 1);
    bench.send('a', assign(2), assign(3), assign(4));
    expect([bench.runs(0), bench.runs(1)]).toMatchObject([
      [{ attempt: 2 }, { attempt: 4 }],
      [{ attempt: 3 }],
    ]);
    bench.done(1, bench.runs(1)[0] as RunSpec, 1);
    expect(bench.kinds()).not.toContain('cut-run');
    bench.now = bench.core.nextDeadline() ?? 0;
    bench.input({ kind: 'tick' });
    expect(bench.out).toContainEqual({ kind: 'cut-run', slot: 0, run: 3 });
    bench.input({ kind: 'slot-cut', slot: 0, run: 3, end: 0 });
    expect(bench.runs(1)).toMatchObject([{ attempt: 4, from: 0, to: 10 }]);
    expect(bench.sent()).toEqual([]);
  });

  it('gives a chunk that its client asks for back to that, not to the slot that has just become idle', () => {
    const { bench, run } = running(2);
    bench.done(0, run, 1);
    bench.send('a', assign(2), assign(3), assign(4));
    bench.done(1, bench.runs(1)[0] as RunSpec, 1);
    bench.now = bench.core.nextDeadline() ?? 0;
    bench.send('a', { kind: 'retract', attempt: attemptId(4) });
    expect(bench.kinds().filter((kind) => kind === 'cut-run')).toHaveLength(1);
    bench.input({ kind: 'slot-cut', slot: 0, run: 3, end: 0 });
    expect(bench.sent()).toEqual([{ kind: 'cut', attempt: 4, end: 0 }]);
    expect(bench.kinds()).not.toContain('run');
  });

  it('leaves a chunk where it is when its slot had begun with it, and takes the rest', () => {
    const { bench, run } = running(2);
    bench.done(0, run, 1);
    bench.send('a', assign(2), assign(3), assign(4));
    const [front, behind] = bench.runs(0);
    bench.done(1, bench.runs(1)[0] as RunSpec, 4);
    bench.now += 10;
    bench.input({ kind: 'tick' });
    bench.input({ kind: 'slot-cut', slot: 0, run: 3, end: 6 });
    expect(bench.kinds()).not.toContain('cut-run');
    bench.done(0, front as RunSpec);
    bench.done(0, { ...(behind as RunSpec), to: 6 });
    expect(bench.out).toContainEqual(expect.objectContaining({ kind: 'run' }));
    expect([...bench.runs(0), ...bench.runs(1)]).toMatchObject([{ attempt: 4, from: 6, to: 10 }]);
  });

  it('spreads tiny attempts over all slots before it lets any wait', () => {
    const { bench, run } = running(2);
    bench.done(0, run, 0.01);
    bench.send('a', assign(2), assign(3));
    expect([bench.runs(0).length, bench.runs(1).length]).toEqual([1, 1]);
  });

  it('answers a heartbeat', () => {
    const { bench } = running();
    bench.send('a', { kind: 'heartbeat' });
    expect(bench.sent()).toEqual([{ kind: 'alive' }]);
  });
});

describe('worker core: code', () => {
  it('asks once for code it has not got and runs on when it comes', () => {
    const bench = new Bench();
    bench.open('a');
    bench.send('a', assign(1), assign(2, 10));
    expect(bench.sent()).toEqual([{ kind: 'code-need', code: 'code' }]);
    bench.put('a');
    expect(bench.kinds().slice(0, 2)).toEqual(['keep-code', 'run']);
  });

  it('hands the attempts back when the code does not come', () => {
    const bench = new Bench();
    bench.open('a');
    bench.send('a', assign(1, 5));
    bench.now += 5000;
    expect(bench.core.nextDeadline()).toBeLessThanOrEqual(bench.now);
    bench.input({ kind: 'tick' });
    expect(bench.sent()).toEqual([{ kind: 'cut', attempt: 1, end: 5 }]);
  });

  it('drops what was unused longest when there is too much', () => {
    const bench = new Bench();
    bench.open('a');
    const big = { ...value, bytes: 100 * 1024 * 1024 };
    bench.send('a', { kind: 'code-put', code: 'x', value: big }, assign(1, 0, 1, 'x'));
    bench.send('a', { kind: 'code-put', code: 'y', value: big });
    bench.send('a', { kind: 'code-put', code: 'z', value: big });
    expect(bench.out).toContainEqual({ kind: 'drop-code', code: 'y' });
    expect(bench.kinds().filter((kind) => kind === 'drop-code').length).toBe(1);
  });
});

describe('worker core: nonsense from a client', () => {
  it('drops it and counts on', () => {
    const { bench } = running();
    bench.send('a', assign(1), assign(2, 0, 0), assign(3, 0, 65_537), assign(4, -1), assign(5, 2 ** 53 - 2));
    expect(bench.out.flatMap((output) => (output.kind === 'drop' ? [output.reason] : []))).toEqual([
      'duplicate-attempt',
      'bad-range',
      'bad-range',
      'bad-range',
      'bad-range',
    ]);
    for (const weight of [0, -1, Number.NaN, 1001]) {
      bench.send('a', { kind: 'demand', chunks: 1, estimatedMs: 1, weight });
      expect(bench.kinds()).toEqual(['drop']);
    }
    bench.send('a', { kind: 'cancel', attempt: attemptId(9) }, { kind: 'retract', attempt: attemptId(9) });
    expect(bench.out).toEqual([]);
  });

  it('hands back what exceeds every bound', () => {
    const { bench } = running();
    bench.send('a', ...Array.from({ length: 65_535 }, (_, index) => assign(index + 2)));
    expect(bench.sent()).toEqual([]);
    bench.send('a', assign(70_000, 3));
    expect(bench.sent()).toEqual([{ kind: 'cut', attempt: 70_000, end: 3 }]);
  });
});

describe('worker core: drain and load', () => {
  it('passes on that a client wants it to leave, and goes on until its owner drains it', () => {
    const { bench } = running();
    bench.send('a', { kind: 'retire', manner: 'drain', withinMs: 7 });
    expect(bench.out).toEqual([{ kind: 'retire', client: 'a', manner: 'drain', withinMs: 7 }]);
    expect(bench.core.load().draining).toBe(false);
  });

  it('hands the queue back, finishes what runs, takes nothing new', () => {
    const { bench, run } = running();
    bench.send('a', assign(2, 10));
    bench.input({ kind: 'drain', withinMs: 5000 });
    expect(bench.sent()).toEqual([{ kind: 'draining' }, { kind: 'cut', attempt: 2, end: 10 }]);
    bench.send('a', assign(3, 20));
    expect(bench.sent()).toEqual([{ kind: 'cut', attempt: 3, end: 20 }]);
    bench.open('b');
    expect(bench.sent('b')).toEqual([{ kind: 'draining' }]);
    bench.done(0, run);
    expect(bench.kinds()).toEqual(['done', 'drained']);
  });

  it('is drained at once when idle, and says so once', () => {
    const bench = new Bench();
    bench.now += 500;
    bench.input({ kind: 'drain', withinMs: 5000 });
    expect(bench.kinds()).toEqual(['load', 'drained']);
    bench.input({ kind: 'drain', withinMs: 5000 });
    expect(bench.kinds()).toEqual([]);
  });

  it('hands back what has begun when the time for draining is over, from the first item not reported', () => {
    const { bench } = running();
    bench.input({ kind: 'drain', withinMs: 200 });
    bench.now += 5;
    bench.input({ kind: 'tick' });
    expect(bench.core.nextDeadline()).toBe(1200);
    bench.input({ kind: 'slot-slice', slot: 0, run: 1, first: 0, count: 2, values: value });
    bench.now = 1200;
    bench.input({ kind: 'tick' });
    expect(bench.out).toEqual([
      { kind: 'send', client: 'a', message: { kind: 'cut', attempt: 1, end: 2 } },
      { kind: 'interrupt', slot: 0, run: 1 },
      { kind: 'send', client: 'a', message: { kind: 'done', attempt: 1, busyMs: 0 } },
    ]);
    bench.input({ kind: 'slot-slice', slot: 0, run: 1, first: 2, count: 1, values: value });
    bench.input({ kind: 'slot-done', slot: 0, run: 1, busyMs: 3, linesDropped: 0 });
    expect(bench.kinds()).toEqual(['drained']);
  });

  it('hands an attempt back whole of which nothing was reported, and ends its endless task', () => {
    const { bench } = running();
    bench.input({ kind: 'drain', withinMs: 0 });
    expect(bench.kinds()).toEqual(['draining']);
    bench.input({ kind: 'tick' });
    expect(bench.sent()).toEqual([{ kind: 'cut', attempt: 1, end: 0 }]);
    bench.now += 1000;
    bench.input({ kind: 'tick' });
    expect(bench.kinds()).toContain('end-thread');
    bench.input({ kind: 'slot-died', slot: 0, guilty: { run: 1, item: 0, fault: 'thread', failure: value } });
    expect(bench.kinds()).toEqual(['drained']);
  });

  it('tells its load on change, at most twice a second', () => {
    const { bench, run } = running();
    bench.now += 5;
    bench.input({ kind: 'tick' });
    expect(bench.core.nextDeadline()).toBe(1500);
    bench.done(0, run, 20);
    expect(bench.kinds()).not.toContain('load');
    bench.now = 1500;
    bench.input({ kind: 'tick' });
    expect(bench.out).toEqual([
      {
        kind: 'load',
        load: {
          busySlots: 0,
          queuedAttempts: 0,
          itemsDone: 10,
          draining: false,
          itemsFailed: 0,
          busyMs: expect.any(Number),
        },
      },
    ]);
    expect(bench.core.nextDeadline()).toBeUndefined();
  });

  it('tells an unchanged load to one who asks, but not more often', () => {
    const bench = new Bench();
    bench.input({ kind: 'load-asked' });
    expect(bench.kinds()).toEqual([]);
    expect(bench.core.nextDeadline()).toBe(1500);
    bench.now = 1500;
    bench.input({ kind: 'tick' });
    expect(bench.kinds()).toEqual(['load']);
  });
});
