import { expect, test } from 'vitest';
import { form, sizes } from './sizes.js';
import { Chance, seed } from './support/chance.js';
import { type Findings, percentile } from './support/check-history.js';
import { Farm } from './support/farm.js';
import { report } from './support/report.js';

const { runs, items } = sizes.killedWorker;
const chance = new Chance(seed);

test(`SIGKILL of one of 4 workers mid-job: ${runs} x ${items} items (seed ${seed})`, async () => {
  const findings: Findings[] = [];
  for (let run = 0; run < runs; run += 1) findings.push(await killOne());
  const stalls = findings.map(({ stallMs }) => stallMs);
  const again = findings.reduce((sum, { executedAgain }) => sum + executedAgain, 0);
  report('SIGKILL mid-job', {
    runs,
    items,
    'executed again': again,
    'stall p50 ms': percentile(stalls, 0.5),
    'stall p99 ms': percentile(stalls, 0.99),
  });
  if (form === 'full') expect(percentile(stalls, 0.99)).toBeLessThan(1000);
});

async function killOne(): Promise<Findings> {
  await using farm = new Farm();
  const workers = await farm.startWorkers(4);
  const client = await farm.startClient({ items, itemMs: 2 }, 4);
  await client.heard('settled', chance.whole(items / 10, items * 0.7), 60_000);
  await chance.pick(workers).kill();
  await client.heard('finished', 1, 60_000);
  const findings = farm.proof();
  expect(findings.violations).toEqual([]);
  expect(findings).toMatchObject({ submitted: items, settled: items, failed: 0 });
  return findings;
}
