import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faultKinds } from './faults/draw-faults.js';
import { simulate } from './simulate.js';

/** Seeds that failed once, each with what it found. */
const failedOnce = JSON.parse(readFileSync(new URL('../seeds.json', import.meta.url), 'utf8')) as {
  readonly seed: number;
  readonly found: string;
}[];

function complaints(seeds: Iterable<number>): string[] {
  const found: string[] = [];
  for (const seed of seeds) {
    const { violation } = simulate(seed);
    if (violation !== undefined) found.push(`seed ${seed}: ${violation.checker}: ${violation.message}`);
  }
  return found;
}

describe('a simulated cluster', () => {
  for (let from = 1; from < 500; from += 100) {
    test(`keeps every promise for the seeds ${from} to ${from + 99}`, { timeout: 60_000 }, () => {
      expect(complaints(Array.from({ length: 100 }, (_, at) => from + at))).toEqual([]);
    });
  }

  test('keeps every promise for the seeds that failed once', { timeout: 60_000 }, () => {
    expect(failedOnce.length).toBeGreaterThan(0);
    expect(complaints(failedOnce.map(({ seed }) => seed))).toEqual([]);
  });

  test('runs the same way for the same seed, step by step', () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const once = simulate(seed, { keepTrace: true });
      const again = simulate(seed, { keepTrace: true });
      expect(again.trace).toEqual(once.trace);
      expect(again.traceHash).toBe(once.traceHash);
      // Keeping the lines changes nothing.
      expect(simulate(seed).traceHash).toBe(once.traceHash);
    }
  });

  test('runs another way for another seed', () => {
    const hashes = new Set(Array.from({ length: 50 }, (_, seed) => simulate(seed).traceHash));
    expect(hashes.size).toBe(50);
  });

  test('meets every kind of fault and of end in the first seeds', () => {
    const met = new Set<string>();
    for (let seed = 1; seed <= 200; seed += 1) {
      for (const line of simulate(seed).story) {
        const words = /fault: ([a-z-]+)|ends: (\w+)|fails: (\w+)|(works by itself)|is gone: (\w+)/.exec(line);
        const word = words?.slice(1).find((group) => group !== undefined);
        if (word !== undefined) met.add(word);
      }
    }
    const faults = faultKinds.map(({ kind }) => kind);
    const ends = ['completed', 'failed', 'cancelled', 'task', 'poison', 'works by itself', 'item', 'drained'];
    expect([...met]).toEqual(expect.arrayContaining([...faults, ...ends]));
  });
});
