import { describe, expect, it } from 'vitest';
import { assign, type Bench, running } from '../../test/core-bench.js';
import { SLOT_PAIR_MS, STARTED_AFTER_MS } from './limits.js';

/** A slot whose items have been found to take so long, ten to an attempt; it is at attempt 2, and 3 is there. */
function atSecond(attemptMs: number): Bench {
  const { bench, run } = running();
  bench.done(0, run, attemptMs);
  bench.held.length = 0;
  bench.send('a', assign(2), assign(3));
  return bench;
}

function later(bench: Bench, ms: number): void {
  bench.now += ms;
  bench.input({ kind: 'tick' });
}

describe('worker core: one attempt behind a long one', () => {
  it('is in the thread already when the one before it ends', () => {
    const bench = atSecond(SLOT_PAIR_MS / 2);
    expect(bench.held.map(({ attempt }) => attempt)).toEqual([2, 3]);
  });

  it('waits outside where both together would take too long', () => {
    const bench = atSecond(SLOT_PAIR_MS / 2 + 1);
    expect(bench.held.map(({ attempt }) => attempt)).toEqual([2]);
  });

  it('is alone there: a third one waits outside', () => {
    const bench = atSecond(200);
    bench.send('a', assign(4));
    expect(bench.runs()).toEqual([]);
  });

  it('has not started while it waits in the thread, and is told with the end of the one before it', () => {
    const bench = atSecond(200);
    later(bench, STARTED_AFTER_MS);
    expect(bench.sent()).toEqual([{ kind: 'started', attempt: 2 }]);
    const [second] = bench.held;
    if (second === undefined) throw new Error('The slot has no run.');
    bench.done(0, second, 200);
    expect(bench.sent()).toEqual([
      { kind: 'done', attempt: 2, busyMs: 200 },
      { kind: 'started', attempt: 3 },
    ]);
    later(bench, STARTED_AFTER_MS);
    expect(bench.sent()).toEqual([]);
  });
});

describe('worker core: what has begun', () => {
  it('tells the client what has begun and is not done a while later', () => {
    const { bench } = running();
    expect(bench.core.nextDeadline()).toBe(bench.now + 5);
    bench.now += 5;
    bench.input({ kind: 'tick' });
    expect(bench.sent()).toEqual([{ kind: 'started', attempt: 1 }]);
  });

  it('does not tell of what has begun only just now', () => {
    const { bench, run } = running();
    bench.now += 4;
    bench.done(0, run);
    bench.send('a', assign(2));
    bench.now += 1;
    bench.input({ kind: 'tick' });
    expect(bench.sent()).toEqual([]);
    expect(bench.core.nextDeadline()).toBe(bench.now + 4);
    bench.now += 4;
    bench.input({ kind: 'tick' });
    expect(bench.sent()).toEqual([{ kind: 'started', attempt: 2 }]);
  });
});
