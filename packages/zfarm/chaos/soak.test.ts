import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { form, sizes } from './sizes.js';
import { Chance, seed } from './support/chance.js';
import { Farm, type FarmWorker } from './support/farm.js';
import { monotonicMs } from './support/history.js';
import type { LineProcess } from './support/line-process.js';
import { report } from './support/report.js';

const { warmUp, tasks, itemMs, checkpoints } = sizes.soak;
const EACH = Math.floor(tasks / checkpoints);
/** The memory allocator and the compiler of a process reach their level within some minutes of work; what grows after that is ours. */
const WARM_UP_ROUNDS = Math.ceil(warmUp / EACH);
const WORKERS = 2;
const ROUND_MS_MAX = 10 * 60_000;
/** Sockets of the workers that left close a little later, and threads that were ended are replaced. */
const QUIET_MS_MAX = 20_000;
const MEBIBYTE = 1024 * 1024;

// For all processes of the test. Left alone, glibc keeps at the end of each of its heaps what was freed there, by a threshold that grows.
process.env['MALLOC_TRIM_THRESHOLD_'] = String(128 * 1024);

/** What a process holds. */
interface Look {
  readonly heapUsed: number;
  readonly rss: number;
  readonly handles: Readonly<Record<string, number>>;
  readonly files: number;
  readonly threads: number;
}

test(`soak: ${tasks} tasks while workers join and leave, ${checkpoints} checkpoints after ${warmUp} to warm up (seed ${seed})`, async () => {
  const chance = new Chance(seed);
  await using farm = new Farm();
  const workers = await farm.startWorkers(WORKERS, { threads: 2 });
  const client = await farm.startSoak(WORKERS, itemMs);
  const processes = [client, ...workers.map((worker) => worker.process)];
  const looks: Look[][] = [];
  let visits = 0;
  for (let round = 0; round < WARM_UP_ROUNDS + checkpoints; round += 1) {
    client.tell(`round ${EACH}`);
    const over = client.heard('round', round + 1, ROUND_MS_MAX);
    visits += await visit(farm, chance, over);
    expect(await over).toMatchObject({ right: EACH, wrong: 0, twice: 0 });
    await quiet(client, workers);
    await client.ask('collect', 'collected', QUIET_MS_MAX);
    looks.push(await lookEquals(processes, looks[0]));
  }
  const growth = processes.map((_, index) => growthOf(looks.map((each) => each[index] as Look)));
  const heap = Math.max(...growth.flatMap((each) => each.heapBytes));
  const rss = Math.max(...growth.flatMap((each) => each.rssPercent));
  report('soak', {
    tasks,
    visits,
    'heap grown by MiB at any checkpoint, most': heap / MEBIBYTE,
    'RSS grown by % at any checkpoint, most': rss,
    'rounds to warm up': WARM_UP_ROUNDS,
    'RSS MiB of client and workers after each round': series(looks),
  });
  if (form === 'full') {
    expect(heap).toBeLessThanOrEqual(2 * MEBIBYTE);
    expect(rss).toBeLessThanOrEqual(5);
  }
});

/** How much more than after the warm-up a process holds at each checkpoint. */
function growthOf(looks: readonly Look[]) {
  const base = looks[WARM_UP_ROUNDS - 1] as Look;
  const later = looks.slice(WARM_UP_ROUNDS);
  return {
    heapBytes: later.map(({ heapUsed }) => heapUsed - base.heapUsed),
    rssPercent: later.map(({ rss }) => (100 * (rss - base.rss)) / base.rss),
  };
}

/** Of each process its RSS after each round. */
function series(looks: readonly (readonly Look[])[]): string {
  const mebibytes = (look: Look): number => Math.round(look.rss / MEBIBYTE);
  const each = looks[0]?.map((_, index) => looks.map((all) => mebibytes(all[index] as Look)).join(' '));
  return (each ?? []).join('; ');
}

/** Until the round is over, workers come, stay a while, and drain or die. */
async function visit(farm: Farm, chance: Chance, over: Promise<unknown>): Promise<number> {
  let [going, visits] = [true, 0];
  const ended = over.finally(() => {
    going = false;
  });
  while (going) {
    const visitor = await farm.startWorker();
    await Promise.race([ended, sleep(chance.lifeMs(1000))]);
    if (chance.fraction() < 0.5) await visitor.kill();
    else await visitor.drain();
    visits += 1;
  }
  return visits;
}

/** Nobody runs or waits for anything, and only those who stay are known. */
async function quiet(client: LineProcess, workers: readonly FarmWorker[]): Promise<void> {
  const giveUpAt = monotonicMs() + QUIET_MS_MAX;
  for (;;) {
    const known = await client.ask('look', 'look', QUIET_MS_MAX);
    const held = await Promise.all(workers.map(({ process }) => process.ask('look', 'look', QUIET_MS_MAX)));
    const busy = held.some((each) => each['busySlots'] !== 0 || each['queuedAttempts'] !== 0);
    if (known['workers'] === WORKERS && !busy) return;
    if (monotonicMs() > giveUpAt) throw new Error(`Not quiet: ${JSON.stringify([known, held])}`);
    await sleep(50);
  }
}

/** What all hold, as soon as their handles, files and threads are as many as at first. */
async function lookEquals(
  processes: readonly LineProcess[],
  first: readonly Look[] | undefined,
): Promise<Look[]> {
  const giveUpAt = monotonicMs() + QUIET_MS_MAX;
  for (;;) {
    const looks = (await Promise.all(
      processes.map((process) => process.ask('look', 'look', QUIET_MS_MAX)),
    )) as unknown as Look[];
    if (first === undefined || countsOf(looks) === countsOf(first)) return looks;
    if (monotonicMs() > giveUpAt) expect(countsOf(looks)).toBe(countsOf(first));
    await sleep(200);
  }
}

function countsOf(looks: readonly Look[]): string {
  return looks
    .map(({ handles, files, threads }) => `${JSON.stringify(handles)} ${files} files ${threads} threads`)
    .join('\n');
}
