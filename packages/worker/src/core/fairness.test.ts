import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairnessBench, type Rival } from '../../test/fairness-bench.js';

/** A clients' way: all items alike, any length, or a few long ones among short ones. */
type Kind = 'alike' | 'any' | 'few-long';

interface Way {
  readonly kind: Kind;
  /** Its longest item as a part of the longest of all. */
  readonly part: number;
  readonly roundTripMs: number;
}

const way: fc.Arbitrary<Way> = fc.record({
  kind: fc.constantFrom<Kind>('alike', 'any', 'few-long'),
  part: fc.constantFrom(1, 1, 0.5, 0.1),
  roundTripMs: fc.constantFrom(0, 0.5, 2),
});

const WINDOW_ITEMS = 50;
const CHUNK_MS = 10;

function rival(name: string, { kind, part, roundTripMs }: Way, longestMs: number, next: () => number): Rival {
  const most = longestMs * part;
  const itemMs = (): number => {
    if (kind === 'alike') return most;
    if (kind === 'any') return Math.max(0.5, most * next());
    return next() < 0.1 ? most : Math.max(0.5, (most / 10) * next());
  };
  const chunkMs = (): number => {
    let sum = 0;
    while (sum < CHUNK_MS) sum += itemMs();
    return sum;
  };
  return { name, weight: 1, itemMs: chunkMs, wants: [[0, Number.POSITIVE_INFINITY]], roundTripMs };
}

/** A generator of numbers from 0 to 1, the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** When the last of the rivals has work: always; from some time on; or with a pause, after which it comes back. */
const SCENES: Readonly<Record<string, (windowMs: number) => Rival['wants']>> = {
  always: () => [[0, Number.POSITIVE_INFINITY]],
  joins: (windowMs) => [[windowMs * 0.4, Number.POSITIVE_INFINITY]],
  pauses: (windowMs) => [
    [0, windowMs * 0.3],
    [windowMs * 0.7, Number.POSITIVE_INFINITY],
  ],
};

interface Case {
  readonly slots: number;
  readonly rivals: readonly Rival[];
  readonly longestMs: number;
}

function cases(change: (rival: Rival, next: () => number) => Rival): fc.Arbitrary<Case> {
  return fc
    .record({
      slots: fc.integer({ min: 1, max: 4 }),
      ways: fc.array(way, { minLength: 2, maxLength: 3 }),
      longestMs: fc.constantFrom(20, 50, 120),
      scene: fc.constantFrom(...Object.keys(SCENES)),
      seed: fc.integer(),
    })
    .map(({ slots, ways, longestMs, scene, seed }) => {
      const next = numbers(seed);
      const wants = SCENES[scene]?.(WINDOW_ITEMS * longestMs) ?? [];
      const rivals = ways.map((one, index) => {
        const made = change(rival(`c${index}`, one, longestMs, next), next);
        return index === ways.length - 1 ? { ...made, wants } : made;
      });
      return { slots, rivals, longestMs };
    });
}

/** For each window, and each client with demand throughout: slot time had, and the slot time due to it by weight. */
function* accounts({ slots, rivals, longestMs }: Case): Generator<{ hadMs: number; dueMs: number }> {
  const windowMs = WINDOW_ITEMS * longestMs;
  const bench = new FairnessBench(slots, rivals);
  bench.run(windowMs * 2);
  for (let from = 0; from < windowMs; from += windowMs / 61) {
    const to = from + windowMs;
    const present = rivals.filter(({ wants }) => wants.some(([begin, end]) => begin <= from && to <= end));
    const had = present.map(({ name }) => bench.had(name, from, to));
    const total = had.reduce((sum, ms) => sum + ms, 0);
    const weights = present.reduce((sum, { weight }) => sum + weight, 0);
    for (const [index, { weight }] of present.entries())
      yield { hadMs: had[index] as number, dueMs: (total * weight) / weights };
  }
}

/** Each is a second or more of a contended worker; thousands were run when the rule was made. */
const RUNS = 60;

describe('fair shares over any window of 50 times the longest item', () => {
  it('are equal within a tenth, whatever the items, also for one who joins or comes back', () => {
    fc.assert(
      fc.property(
        cases((one) => one),
        (one) => {
          for (const { hadMs, dueMs } of accounts(one))
            expect(Math.abs(hadMs - dueMs)).toBeLessThanOrEqual(dueMs / 10);
        },
      ),
      { numRuns: RUNS },
    );
  }, 60_000);

  it('do not grow with the number of jobs', () => {
    const multiply = (one: Rival, next: () => number): Rival => ({ ...one, jobs: next() < 0.5 ? 1 : 40 });
    fc.assert(
      fc.property(cases(multiply), (one) => {
        for (const { hadMs, dueMs } of accounts(one))
          expect(Math.abs(hadMs - dueMs)).toBeLessThanOrEqual(dueMs / 10);
      }),
      { numRuns: RUNS },
    );
  }, 60_000);

  it('follow the weights within a tenth and one item a slot', () => {
    const weigh = (one: Rival, next: () => number): Rival => ({
      ...one,
      weight: [1, 2, 5][Math.floor(next() * 3)] ?? 1,
    });
    fc.assert(
      fc.property(cases(weigh), (one) => {
        for (const { hadMs, dueMs } of accounts(one))
          expect(Math.abs(hadMs - dueMs)).toBeLessThanOrEqual(dueMs / 10 + one.slots * one.longestMs);
      }),
      { numRuns: RUNS },
    );
  }, 60_000);

  it('count every slot that an item takes', () => {
    const wide = { slots: 2, memoryBytes: 0, resources: {} };
    const widen = (one: Rival, next: () => number): Rival =>
      next() < 0.5 ? { ...one, reservation: wide } : one;
    fc.assert(
      fc.property(cases(widen), (one) => {
        for (const { hadMs, dueMs } of accounts({ ...one, slots: Math.max(2, one.slots) }))
          expect(Math.abs(hadMs - dueMs)).toBeLessThanOrEqual(dueMs / 10 + 2 * one.longestMs + CHUNK_MS);
      }),
      { numRuns: RUNS },
    );
  }, 60_000);
});
