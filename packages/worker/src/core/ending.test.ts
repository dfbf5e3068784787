import { attemptId } from '@zfarm/cluster-core/core';
import { describe, expect, it } from 'vitest';
import { assign, running, value } from '../../test/core-bench.js';
import { DRAIN_WAITING_MS } from './limits.js';
import type { RunSpec } from './worker-output.js';

describe('worker core: retract', () => {
  it('hands a queued attempt back whole', () => {
    const { bench } = running();
    bench.send('a', assign(2, 10), { kind: 'retract', attempt: attemptId(2) });
    expect(bench.sent()).toEqual([{ kind: 'cut', attempt: 2, end: 10 }]);
  });

  it('answers for a running one with the cut that the slot enforced', () => {
    const { bench, run } = running();
    bench.send('a', { kind: 'retract', attempt: attemptId(1) });
    expect(bench.out).toEqual([{ kind: 'cut-run', slot: 0, run: 1 }]);
    bench.input({ kind: 'slot-cut', slot: 0, run: 1, end: 3 });
    expect(bench.sent()).toEqual([{ kind: 'cut', attempt: 1, end: 3 }]);
    bench.done(0, { ...run, to: 3 });
    expect(bench.sent()).toEqual([{ kind: 'done', attempt: 1, busyMs: 10 }]);
  });

  it('ends an attempt of which the slot had started nothing', () => {
    const { bench, run } = running();
    bench.send('a', { kind: 'retract', attempt: attemptId(1) });
    bench.input({ kind: 'slot-cut', slot: 0, run: 1, end: 0 });
    expect(bench.sent()).toEqual([{ kind: 'cut', attempt: 1, end: 0 }]);
    bench.done(0, { ...run, to: 0 });
    expect(bench.sent()).toEqual([]);
  });
});

describe('worker core: cancel', () => {
  it('drops a queued attempt without a word', () => {
    const { bench, run } = running();
    bench.send('a', assign(2), { kind: 'cancel', attempt: attemptId(2) });
    expect(bench.out).toEqual([]);
    bench.done(0, run);
    expect(bench.kinds()).not.toContain('run');
  });

  it('interrupts a running attempt and tells nothing more of it', () => {
    const { bench, run } = running();
    bench.send('a', { kind: 'cancel', attempt: attemptId(1) });
    expect(bench.out).toEqual([{ kind: 'interrupt', slot: 0, run: 1 }]);
    bench.input({ kind: 'slot-slice', slot: 0, run: 1, first: 0, count: 2, values: value });
    bench.input({ kind: 'slot-done', slot: 0, run: run.run, busyMs: 2, linesDropped: 0 });
    expect(bench.sent()).toEqual([]);
  });

  it('ends the thread after the grace, and uses the slot again', () => {
    const { bench } = running();
    bench.send('a', { kind: 'cancel', attempt: attemptId(1) }, assign(2, 10));
    bench.now += 999;
    bench.input({ kind: 'tick' });
    expect(bench.kinds()).not.toContain('end-thread');
    bench.now += 1;
    bench.input({ kind: 'tick' });
    expect(bench.kinds()).toContain('end-thread');
    bench.input({ kind: 'slot-died', slot: 0, guilty: { run: 1, item: 0, fault: 'thread', failure: value } });
    expect(bench.sent()).toEqual([]);
    bench.input({ kind: 'slot-ready', slot: 0 });
    expect(bench.kinds()).toEqual(['run']);
  });

  it('gives the grace anew when this process slept through it', () => {
    const { bench } = running();
    bench.send('a', { kind: 'cancel', attempt: attemptId(1) });
    bench.now += 60_000;
    bench.input({ kind: 'tick' });
    expect(bench.kinds()).not.toContain('end-thread');
    bench.now += 1000;
    bench.input({ kind: 'tick' });
    expect(bench.kinds()).toContain('end-thread');
  });

  it('does the same for all of a client whose session closes', () => {
    const { bench } = running();
    bench.send('a', assign(2), assign(3, 0, 1, 'unknown'));
    bench.input({ kind: 'session-closed', client: 'a' });
    expect(bench.kinds()).toEqual(['interrupt']);
    bench.input({ kind: 'slot-done', slot: 0, run: 1, busyMs: 1, linesDropped: 0 });
    expect(bench.kinds()).not.toContain('run');
    expect(bench.core.load()).toMatchObject({ busySlots: 0, queuedAttempts: 0 });
  });
});

describe('worker core: death of a thread', () => {
  it('charges the guilty item and goes on behind it first: what the report skips is the client’s again', () => {
    const { bench } = running();
    bench.send('a', assign(2, 10));
    bench.input({ kind: 'slot-slice', slot: 0, run: 1, first: 0, count: 2, values: value });
    bench.input({ kind: 'slot-died', slot: 0, guilty: { run: 1, item: 4, fault: 'thread', failure: value } });
    expect(bench.sent()).toEqual([{ kind: 'failed', attempt: 1, item: 4, fault: 'thread', failure: value }]);
    bench.input({ kind: 'slot-ready', slot: 0 });
    expect(bench.kinds()).toEqual(['run']);
    expect(bench.runs()).toMatchObject([{ run: 2, attempt: 1, from: 5, to: 10 }]);
    bench.done(0, bench.runs()[0] as RunSpec, 20);
    expect(bench.sent()[0]).toEqual({ kind: 'done', attempt: 1, busyMs: 20 });
  });

  it('charges a time limit to the item that it ended the thread for', () => {
    const { bench } = running();
    bench.input({
      kind: 'slot-died',
      slot: 0,
      guilty: { run: 1, item: 4, fault: 'time-limit', failure: value },
    });
    expect(bench.sent()).toEqual([
      { kind: 'failed', attempt: 1, item: 4, fault: 'time-limit', failure: value },
    ]);
  });

  it('charges nobody when no item was under way', () => {
    const { bench } = running();
    bench.input({ kind: 'slot-died', slot: 0 });
    expect(bench.sent()).toEqual([]);
    bench.input({ kind: 'slot-ready', slot: 0 });
    expect(bench.runs()).toMatchObject([{ attempt: 1, from: 0, to: 10 }]);
  });

  it('ends the attempt when the guilty item was its last', () => {
    const { bench } = running();
    bench.input({ kind: 'slot-slice', slot: 0, run: 1, first: 0, count: 9, values: value });
    bench.input({ kind: 'slot-died', slot: 0, guilty: { run: 1, item: 9, fault: 'thread', failure: value } });
    expect(bench.sent().map((message) => message.kind)).toEqual(['failed', 'done']);
  });

  it('hands back the part behind the guilty item on retract, and is over', () => {
    const { bench } = running();
    bench.input({ kind: 'slot-died', slot: 0, guilty: { run: 1, item: 4, fault: 'thread', failure: value } });
    bench.send('a', { kind: 'retract', attempt: attemptId(1) });
    expect(bench.sent()).toEqual([
      { kind: 'cut', attempt: 1, end: 5 },
      { kind: 'done', attempt: 1, busyMs: 0 },
    ]);
    bench.input({ kind: 'slot-ready', slot: 0 });
    expect(bench.kinds()).not.toContain('run');
  });
});

describe('worker core: a drain that has nothing left but tasks that wait', () => {
  it('hands them back after a while, however much time it has', () => {
    const { bench, run } = running();
    bench.input({ kind: 'slot-suspended', slot: 0, run: run.run, item: 0 });
    bench.input({ kind: 'drain', withinMs: Number.POSITIVE_INFINITY });
    bench.now += DRAIN_WAITING_MS - 1;
    bench.input({ kind: 'tick' });
    expect(bench.kinds()).not.toContain('cut');
    expect(bench.core.nextDeadline()).toBe(bench.now + 1);
    bench.now += 1;
    bench.input({ kind: 'tick' });
    expect(bench.sent()).toContainEqual({ kind: 'cut', attempt: run.attempt, end: 0 });
    expect(bench.kinds()).toContain('drained');
  });
});
