import { describe, expect, it } from 'vitest';
import { assign, Bench, running } from '../../test/core-bench.js';
import { SLOT_AHEAD_MS } from './limits.js';

describe('worker core: credit', () => {
  it('answers demand, and takes back what is left unused', () => {
    const bench = new Bench(2);
    bench.open('a');
    bench.send('a', { kind: 'demand', chunks: 100, estimatedMs: 1000, weight: 1 });
    expect(bench.sent()).toEqual([{ kind: 'credit', limit: 5 }]);
    bench.now += 250;
    bench.input({ kind: 'tick' });
    expect(bench.sent()).toEqual([{ kind: 'credit', limit: 2 }]);
  });

  it('lets the demand of one who uses his credit stand', () => {
    const { bench } = running(1);
    bench.send('a', { kind: 'demand', chunks: 100, estimatedMs: 1000, weight: 1 }, assign(2), assign(3));
    expect(bench.sent()).toEqual([{ kind: 'credit', limit: 3 }]);
    bench.now += 250;
    bench.input({ kind: 'tick' });
    expect(bench.kinds()).toEqual(['started']);
  });

  it('lets it stand also while long items leave a part of a deep credit unused', () => {
    const { bench } = running(1);
    bench.send('a', { kind: 'demand', chunks: 100, estimatedMs: 1000, weight: 1 }, assign(2));
    for (let passed = 0; passed < 4; passed += 1) {
      bench.now += 250;
      bench.input({ kind: 'tick' });
      expect(bench.kinds()).not.toContain('credit');
    }
  });

  it('lets it stand again as soon as he uses his credit again', () => {
    const { bench } = running(2);
    bench.send('a', { kind: 'demand', chunks: 100, estimatedMs: 1000, weight: 1 });
    bench.now += 250;
    bench.input({ kind: 'tick' });
    expect(bench.sent()).toContainEqual({ kind: 'credit', limit: 2 });
    bench.send('a', assign(2));
    expect(bench.sent()).toContainEqual({ kind: 'credit', limit: 5 });
  });

  it('shares anew when a second client wants some and when it goes', () => {
    const bench = new Bench(2);
    bench.open('a');
    bench.open('b');
    const demand = { kind: 'demand', chunks: 100, estimatedMs: 1000, weight: 1 } as const;
    bench.send('a', demand);
    bench.send('b', demand);
    expect([...bench.sent('a'), ...bench.sent('b')]).toEqual([
      { kind: 'credit', limit: 4 },
      { kind: 'credit', limit: 4 },
    ]);
    bench.input({ kind: 'session-closed', client: 'b' });
    expect(bench.sent('a')).toEqual([{ kind: 'credit', limit: 5 }]);
  });
});

describe('worker core: fair shares', () => {
  /** Runs everything for a while; answers each client's slot time. */
  function compete(bench: Bench, costMs: Record<string, number>, totalMs: number): Record<string, number> {
    const had: Record<string, number> = {};
    const end = bench.now + totalMs;
    while (bench.now < end) {
      const next = bench.held.shift();
      if (next === undefined) throw new Error('The slot has nothing to do.');
      const ms = costMs[next.client] ?? 0;
      had[next.client] = (had[next.client] ?? 0) + ms;
      bench.done(0, next, ms);
    }
    return had;
  }

  function crowd(weights: Record<string, number>): Bench {
    const bench = new Bench();
    for (const [client, weight] of Object.entries(weights)) {
      bench.open(client);
      bench.put(client, client);
      bench.send(client, { kind: 'demand', chunks: 1, estimatedMs: 1, weight });
    }
    for (const client of Object.keys(weights)) {
      bench.send(client, ...Array.from({ length: 300 }, (_, index) => assign(index + 1, 0, 1, client)));
    }
    return bench;
  }

  it('gives equal slot time to clients with long and with short attempts', () => {
    const had = compete(crowd({ a: 1, b: 1 }), { a: 50, b: 11 }, 5000);
    expect(Math.abs((had['a'] ?? 0) - (had['b'] ?? 0))).toBeLessThanOrEqual(100);
  });

  it('gives by weight', () => {
    const had = compete(crowd({ a: 3, b: 1 }), { a: 20, b: 20 }, 4000);
    expect(Math.abs((had['a'] ?? 0) - 3 * (had['b'] ?? 0))).toBeLessThanOrEqual(80);
  });

  it('hands nothing to a slot behind a task that outlasts its time', () => {
    const { bench, run } = running();
    bench.open('b');
    bench.put('b');
    bench.done(0, run);
    bench.send('a', assign(2));
    const [front] = bench.runs();
    if (front === undefined) throw new Error('The attempt does not run.');
    bench.now += 11;
    bench.send('b', assign(1));
    bench.input({ kind: 'tick' });
    expect(bench.runs()).toEqual([]);
    bench.done(0, front);
    expect(bench.runs()).toMatchObject([{ client: 'b', attempt: 1 }]);
  });

  it('pays no arrears to one who comes late', () => {
    const bench = crowd({ a: 1 });
    compete(bench, { a: 20 }, 2000);
    bench.open('b');
    bench.put('b', 'b');
    bench.send('b', ...Array.from({ length: 300 }, (_, index) => assign(index + 1, 0, 1, 'b')));
    // What the slot was handed before stays handed.
    const had = compete(bench, { a: 20, b: 20 }, 2000);
    expect(Math.abs((had['a'] ?? 0) - (had['b'] ?? 0))).toBeLessThanOrEqual(SLOT_AHEAD_MS + 20);
  });
});
