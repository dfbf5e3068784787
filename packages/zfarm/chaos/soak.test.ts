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
/** The memory allocators and the compiler of a process reach their level within some minutes of work; what grows after that is ours. */
const WARM_UP_ROUNDS = Math.ceil(warmUp / EACH);
const WORKERS = 2;
const ROUND_MS_MAX = 10 * 60_000;
/** Sockets of the workers that left close a little later, and threads that were ended are replaced. */
const QUIET_MS_MAX = 20_000;
const MEBIBYTE = 1024 * 1024;

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
  const growth = processes.map((_, index) => {
    const [first, last] = [looks[WARM_UP_ROUNDS - 1]?.[index], looks.at(-1)?.[index]] as [Look, Look];
    return { heap: last.heapUsed - first.heapUsed, rss: (100 * (last.rss - first.rss)) / first.rss };
  });
  const series = processes.map((_, index) =>
    looks.map((each) => Math.round((each[index]?.rss ?? 0) / MEBIBYTE)).join(' '),
  );
  const heap = Math.max(...growth.map((each) => each.heap));
  const rss = Math.max(...growth.map((each) => each.rss));
  report('soak', {
    tasks,
    visits,
    'heap grown by MiB, most': heap / MEBIBYTE,
    'RSS grown by %, most': rss,
    'rounds to warm up': WARM_UP_ROUNDS,
    'RSS MiB of client and workers after each round': series.join('; '),
  });
  if (form === 'full') {
    expect(heap).toBeLessThanOrEqual(2 * MEBIBYTE);
    expect(rss).toBeLessThanOrEqual(5);
  }
});

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
