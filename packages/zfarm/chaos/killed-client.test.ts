import { expect, test } from 'vitest';
import { form, sizes } from './sizes.js';
import { percentile } from './support/check-history.js';
import { Farm } from './support/farm.js';
import { monotonicMs } from './support/history.js';
import { report } from './support/report.js';

const { runs } = sizes.killedClient;
const WORKERS = 2;
const THREADS = 2;
const SLOTS = WORKERS * THREADS;
const FIRST_OF_HEIR = 10_000;

test(`a client killed mid-job: ${runs} times, its work stops and all slots are free`, async () => {
  const freed: number[] = [];
  for (let run = 0; run < runs; run += 1) freed.push(await killClient());
  report('killed client', {
    runs,
    'all slots at another client after ms, p50': percentile(freed, 0.5),
    most: percentile(freed, 1),
  });
  if (form === 'full') expect(percentile(freed, 1)).toBeLessThan(5000);
});

/** How long until another client has begun an item on every slot. */
async function killClient(): Promise<number> {
  await using farm = new Farm();
  await farm.startWorkers(WORKERS, { threads: THREADS });
  const heir = await farm.startClient(
    { waits: true, first: FIRST_OF_HEIR, items: SLOTS, itemMs: 3000, options: { chunk: 1 } },
    WORKERS,
  );
  // Its tasks would take a minute each, and heed no signal.
  const doomed = await farm.startClient({ items: 1000, itemMs: 60_000, options: { chunk: 1 } }, WORKERS);
  await farm.tasksStarted(SLOTS, 30_000);
  const killedAt = monotonicMs();
  await doomed.end('SIGKILL');
  heir.tell('go');
  await heir.heard('finished', 1, 30_000);
  const history = farm.history();
  const { violations, settled } = farm.proof({ unfinished: true });
  expect(violations).toEqual([]);
  expect(settled).toBe(SLOTS);
  const started = history.filter(({ kind }) => kind === 'started').map(({ at }) => at);
  // Only what the dead client had under way was ever begun for it; the items of the heir all ran at the same time.
  expect(started).toHaveLength(2 * SLOTS);
  const freed = started.filter((at) => at > killedAt);
  expect(freed).toHaveLength(SLOTS);
  const firstEnd = Math.min(
    ...history.flatMap((each) => (each.kind === 'ended' && each.item >= FIRST_OF_HEIR ? [each.at] : [])),
  );
  if (form === 'full') expect(Math.max(...freed)).toBeLessThan(firstEnd);
  return Math.max(...freed) - killedAt;
}
