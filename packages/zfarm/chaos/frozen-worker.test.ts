import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { form, sizes } from './sizes.js';
import { movedAfterMs, percentile } from './support/check-history.js';
import { Farm, type FarmWorker } from './support/farm.js';
import { monotonicMs } from './support/history.js';
import { report } from './support/report.js';

const { runs, frozenMs } = sizes.frozenWorker;

test(`SIGSTOP of a worker for ${frozenMs} ms, then SIGCONT: ${runs} times`, async () => {
  const all = [];
  for (let run = 0; run < runs; run += 1) all.push(await freezeOne());
  // A worker that is frozen between two items has nothing that is seen to move.
  const moved = all.flatMap(({ movedMs }) => movedMs ?? []);
  report('SIGSTOP', {
    runs,
    'moved after ms, p50': percentile(moved, 0.5),
    'moved after ms, most': percentile(moved, 1),
    'used again after ms, most': percentile(
      all.map(({ usedMs }) => usedMs),
      1,
    ),
    'late results dropped': all.reduce((sum, { lateResults }) => sum + lateResults, 0),
  });
  if (form === 'full') expect(percentile(moved, 1)).toBeLessThan(3000);
});

async function freezeOne() {
  await using farm = new Farm();
  const [red] = (await farm.startWorkers(3)) as [FarmWorker, FarmWorker, FarmWorker];
  // As long as it takes: the data ends when the thawed worker is seen at work.
  const client = await farm.startClient({ items: 1_000_000, itemMs: 20, options: { ordered: false } }, 3);
  await client.heard('settled', 30, 30_000);
  const thaw = red.freeze();
  await sleep(frozenMs);
  const fault = thaw();
  const thawedAt = monotonicMs();
  const usedAt = await farm.worksAgain(red.name, thawedAt, 30_000);
  client.tell('stop');
  await client.heard('finished', 1, 30_000);
  const history = farm.history();
  const findings = farm.proof();
  expect(findings.violations).toEqual([]);
  expect(findings.failed).toBe(0);
  const movedMs = movedAfterMs(history, fault);
  return { ...findings, movedMs, usedMs: usedAt - thawedAt };
}
