import { describe, expect, test } from 'vitest';
import { sizes } from './sizes.js';
import { Chance, seed } from './support/chance.js';
import { Farm, type JobPlan, type Poison } from './support/farm.js';
import type { Failure } from './support/history.js';
import { report } from './support/report.js';

const { runs, items } = sizes.poison;
const chance = new Chance(seed);
/** `lossesMax` is 3: the fourth death is one too many. */
const dies = (how: string): Failure => ({
  name: 'PoisonTaskError',
  attempts: 4,
  deaths: new Array(4).fill(how),
});

/** How the poison shows, and what it takes to run it. */
interface Case {
  readonly failure: Failure;
  readonly poisonous?: number;
  readonly workers?: number;
  readonly options?: JobPlan['options'];
}

const kinds: readonly (readonly [Poison, Case])[] = [
  ['exit', { failure: dies('exit') }],
  ['memory', { failure: dies('out-of-memory') }],
  ['loop', { failure: { name: 'TaskTimeoutError', attempts: 1, deaths: [] }, options: { timeout: 1500 } }],
  // Each death costs a worker. With one of them, in chunks of one item, it is known how many that are: two in company, and
  // two alone.
  ['signal', { failure: dies('worker-lost'), poisonous: 1, workers: 5, options: { chunk: 1 } }],
];

describe(`${sizes.poison.poisonous} poisonous among ${items} good items, ${runs} runs (seed ${seed})`, () => {
  test.each(kinds)('%s: each is one error that names attempts and cause', async (kind, wanted) => {
    const { failure, poisonous = sizes.poison.poisonous, workers = 2, options = {} } = wanted;
    const part = Math.floor(items / poisonous);
    let again = 0;
    for (let run = 0; run < runs; run += 1) {
      await using farm = new Farm();
      await farm.startWorkers(workers, { threads: 2, maxHeapMb: 64 });
      const bad = Array.from({ length: poisonous }, (_, index) => index * part + chance.whole(0, part - 1));
      const poison = Object.fromEntries(bad.map((item) => [item, kind]));
      const client = await farm.startClient(
        { items: items + bad.length, itemMs: 1, poison, options },
        workers,
      );
      await client.heard('finished', 1, 120_000);
      const expected = new Map(bad.map((item) => [item, failure]));
      const findings = farm.proof({ poison: expected });
      expect(findings.violations).toEqual([]);
      expect(findings).toMatchObject({ settled: items, failed: bad.length });
      again += findings.executedAgain;
    }
    report(`poison (${kind})`, { runs, items, poisonous, 'executed again': again });
  });
});
