import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faultKinds } from './faults/draw-faults.js';
import { simulate, type Verdict } from './simulate.js';

/** Seeds that failed once, each with what it found. */
const failedOnce = JSON.parse(readFileSync(new URL('../seeds.json', import.meta.url), 'utf8')) as {
  readonly seed: number;
  readonly found: string;
}[];

function complaints(seeds: Iterable<number>): string[] {
  return [...seeds].flatMap((seed) => complaint(seed, simulate(seed)) ?? []);
}

function complaint(seed: number, { violation }: Verdict): string | undefined {
  return violation && `seed ${seed}: ${violation.checker}: ${violation.message}`;
}

/** What a run has met: the kinds of fault, and of ends that jobs and items came to. */
function* metIn({ story }: Verdict): Generator<string> {
  for (const line of story) {
    const words = /fault: ([a-z-]+)|ends: (\w+)|fails: (\w+)|(works by itself)|is gone: (\w+)/.exec(line);
    const word = words?.slice(1).find((group) => group !== undefined);
    if (word !== undefined) yield word;
  }
}

describe('a simulated cluster', () => {
  test('keeps every promise for the first seeds, which meet every kind of fault and of end', {
    timeout: 120_000,
  }, () => {
    const met = new Set<string>();
    const found: string[] = [];
    for (let seed = 1; seed <= 120; seed += 1) {
      const verdict = simulate(seed);
      found.push(complaint(seed, verdict) ?? '');
      for (const word of metIn(verdict)) met.add(word);
    }
    expect(found.filter((line) => line !== '')).toEqual([]);
    const faults = faultKinds.map(({ kind }) => kind);
    const ends = ['completed', 'failed', 'cancelled', 'task', 'poison', 'works by itself', 'item', 'drained'];
    expect([...met]).toEqual(expect.arrayContaining([...faults, ...ends]));
  });

  test('keeps every promise for the seeds that failed once', { timeout: 60_000 }, () => {
    expect(failedOnce.length).toBeGreaterThan(0);
    expect(complaints(failedOnce.map(({ seed }) => seed))).toEqual([]);
  });

  test('runs the same way for the same seed, step by step', { timeout: 60_000 }, () => {
    for (const seed of [1, 2, 3, 4]) {
      const once = simulate(seed, { keepTrace: true });
      const again = simulate(seed, { keepTrace: true });
      expect(again.trace).toEqual(once.trace);
      expect(again.traceHash).toBe(once.traceHash);
      // Keeping the lines changes nothing.
      expect(simulate(seed).traceHash).toBe(once.traceHash);
      // Nor does telling a story.
      const told = simulate(seed, { explain: { job: 'C1/1', item: 0 } });
      expect(told.traceHash).toBe(once.traceHash);
    }
  });

  test('tells the story of an item from its submission to its end', { timeout: 60_000 }, () => {
    const stories = [1, 2, 3, 5].map(
      (seed) => simulate(seed, { explain: { job: 'C1/1', item: 0 } }).itemStory,
    );
    for (const story of stories) expect(story[0]).toMatch(/C1\/1 is submitted/);
    // Of a client that vanishes the story breaks off.
    expect(stories.map((story) => story.at(-1))).toContainEqual(expect.stringMatching(/its job ends: \w+/));
    expect(simulate(7, { explain: { job: 'C9/9', item: 0 } }).itemStory).toEqual([]);
  });

  test('runs another way for another seed', { timeout: 60_000 }, () => {
    const hashes = new Set(Array.from({ length: 10 }, (_, seed) => simulate(seed).traceHash));
    expect(hashes.size).toBe(10);
  });
});
