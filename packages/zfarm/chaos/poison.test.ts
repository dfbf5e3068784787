import { describe, expect, test } from 'vitest';
import { sizes } from './sizes.js';
import { Chance, seed } from './support/chance.js';
import { Farm, type Poison } from './support/farm.js';
import type { Failure } from './support/history.js';
import { report } from './support/report.js';

const { runs, items, poisonous } = sizes.poison;
const chance = new Chance(seed);
const part = Math.floor(items / poisonous);
/** `lossesMax` is 3: the fourth death is one too many. */
const dies = (how: string): Failure => ({
  name: 'PoisonTaskError',
  attempts: 4,
  deaths: new Array(4).fill(how),
});

const kinds: readonly (readonly [Poison, Failure])[] = [
  ['exit', dies('exit')],
  ['memory', dies('out-of-memory')],
  ['loop', { name: 'TaskTimeoutError', attempts: 1, deaths: [] }],
];

describe(`${poisonous} poisonous among ${items} good items, ${runs} runs (seed ${seed})`, () => {
  test.each(kinds)('%s: each is one error that names attempts and cause', async (kind, failure) => {
    let again = 0;
    for (let run = 0; run < runs; run += 1) {
      await using farm = new Farm();
      await farm.startWorkers(2, { threads: 2, maxHeapMb: 64 });
      const bad = Array.from({ length: poisonous }, (_, index) => index * part + chance.whole(0, part - 1));
      const poison = Object.fromEntries(bad.map((item) => [item, kind]));
      const client = await farm.startClient(
        { items: items + bad.length, itemMs: 1, poison, options: kind === 'loop' ? { timeout: 1500 } : {} },
        2,
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
