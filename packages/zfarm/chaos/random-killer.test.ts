import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { form, sizes } from './sizes.js';
import { Chance, seed } from './support/chance.js';
import { percentile } from './support/check-history.js';
import { Farm } from './support/farm.js';
import { type HistoryEvent, monotonicMs } from './support/history.js';
import type { LineProcess } from './support/line-process.js';
import { report } from './support/report.js';

const { items, itemMs, meanLifeMs } = sizes.randomKiller;
const WORKERS = 4;
const JOB_MS_MAX = 15 * 60_000;

test(`a killer with mean life ${meanLifeMs} ms per worker, respawning: ${items} items of ${itemMs} ms (seed ${seed})`, async () => {
  const chance = new Chance(seed);
  const calm = form === 'full' ? await runJob(undefined) : undefined;
  const troubled = await runJob(chance);
  expect(troubled.deaths).toBeGreaterThan(0);
  const goodput = calm === undefined ? Number.NaN : calm.tookMs / troubled.tookMs;
  report('random killer', {
    items,
    deaths: troubled.deaths,
    'executed again': troubled.executedAgain,
    'stall ms': troubled.stallMs,
    'from a death to the next item there ms, p50': percentile(troubled.gapsMs, 0.5),
    most: percentile(troubled.gapsMs, 1),
    '% of the time in such gaps': (100 * sum(troubled.gapsMs)) / (WORKERS * troubled.tookMs),
    'took ms': troubled.tookMs,
    'without faults ms': calm?.tookMs ?? Number.NaN,
    'goodput % of the run without faults': 100 * goodput,
  });
  if (calm !== undefined) expect(goodput).toBeGreaterThanOrEqual(0.7);
});

async function runJob(chance: Chance | undefined) {
  await using farm = new Farm();
  // A life each, which goes on with a new worker after every death.
  const first = await farm.startWorkers(WORKERS);
  const client = await farm.startClient({ items, itemMs }, WORKERS);
  /** Who was killed when, and who came instead. */
  const deaths: { readonly at: number; readonly heir: string }[] = [];
  const lives = first.map(async (born) => {
    let worker = born;
    while (chance !== undefined) {
      if (await isOver(client, chance.lifeMs(meanLifeMs))) return;
      const at = monotonicMs();
      await worker.kill();
      worker = await farm.startWorker();
      deaths.push({ at, heir: worker.name });
    }
  });
  const { elapsedMs } = await client.heard('finished', 1, JOB_MS_MAX);
  await Promise.all(lives);
  const findings = farm.proof();
  expect(findings.violations).toEqual([]);
  expect(findings).toMatchObject({ submitted: items, settled: items, failed: 0 });
  const firsts = firstItems(farm.history());
  const gapsMs = deaths.flatMap(({ at, heir }) => (firsts.has(heir) ? (firsts.get(heir) ?? 0) - at : []));
  return { ...findings, deaths: deaths.length, gapsMs, tookMs: Number(elapsedMs) };
}

/** When each worker began its first item. */
function firstItems(history: readonly HistoryEvent[]): ReadonlyMap<string, number> {
  const firsts = new Map<string, number>();
  for (const event of history) {
    if (event.kind !== 'started') continue;
    firsts.set(event.worker, Math.min(event.at, firsts.get(event.worker) ?? event.at));
  }
  return firsts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Whether the job ends within that time. */
async function isOver(client: LineProcess, withinMs: number): Promise<boolean> {
  const timer = new AbortController();
  const over = await Promise.race([
    client.heard('finished', 1, JOB_MS_MAX).then(() => true),
    sleep(withinMs, false, { signal: timer.signal }),
  ]);
  timer.abort();
  return over;
}
