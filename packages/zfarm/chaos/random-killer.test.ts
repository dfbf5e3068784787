import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { form, sizes } from './sizes.js';
import { Chance, seed } from './support/chance.js';
import { checkHistory } from './support/check-history.js';
import { Farm } from './support/farm.js';
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
    'goodput % of the run without faults': 100 * goodput,
  });
  if (calm !== undefined) expect(goodput).toBeGreaterThanOrEqual(0.7);
});

async function runJob(chance: Chance | undefined) {
  await using farm = new Farm();
  // A life each, which goes on with a new worker after every death.
  const first = await farm.startWorkers(WORKERS);
  const client = await farm.startClient({ items, itemMs }, WORKERS);
  let deaths = 0;
  const lives = first.map(async (born) => {
    let worker = born;
    while (chance !== undefined) {
      if (await isOver(client, chance.lifeMs(meanLifeMs))) return;
      await worker.kill();
      deaths += 1;
      worker = await farm.startWorker();
    }
  });
  const { elapsedMs } = await client.heard('finished', 1, JOB_MS_MAX);
  await Promise.all(lives);
  const findings = checkHistory(farm.history());
  expect(findings.violations).toEqual([]);
  expect(findings).toMatchObject({ submitted: items, settled: items, failed: 0 });
  return { ...findings, deaths, tookMs: Number(elapsedMs) };
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
