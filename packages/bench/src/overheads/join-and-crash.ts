import type { Cluster } from '@zfarm/scheduler';
import type { Probe } from '../benchmark.js';
import { WorkerProcess } from '../io/worker-process.js';
import { apartFrom, onWorkers } from './on-workers.js';

const ITEMS = { S: 200, M: 1000, L: 4000 } as const;
const ITEM_MS = 2;

function busy(item: number): number {
  const until = performance.now() + ITEM_MS;
  while (performance.now() < until);
  return item;
}

/** Runs the items, and does something when half of them are back. @returns how long the rest took beyond what must be */
async function run(cluster: Cluster, items: number, atHalf: () => Promise<unknown>): Promise<number> {
  let count = 0;
  let halfAt = 0;
  let doing: Promise<unknown> | undefined;
  const data = Array.from({ length: items }, (_, at) => at);
  for await (const item of cluster.map(busy, data)) {
    if (item !== count) throw new Error(`Item ${count} came as ${item}.`);
    count += 1;
    if (count === items / 2) {
      halfAt = performance.now();
      doing = atHalf();
    }
  }
  await doing;
  if (count !== items) throw new Error(`${count} results of ${items}.`);
  return performance.now() - halfAt;
}

/** A worker comes, and a worker dies, in the middle of a job of short items. */
export const joinAndCrash: Probe = {
  name: 'join-and-crash',
  title: 'One of two workers killed half way through a job; a second one that joins half way',
  group: 'overhead',
  roundsMax: 5,
  round: async (environment, size) => {
    const items = ITEMS[size];
    const half = (items / 2) * ITEM_MS;
    const crash = await onWorkers(
      environment,
      2,
      async (cluster, [worker]) => await run(cluster, items, async () => worker?.end('SIGKILL')),
    );
    const apart = apartFrom(environment);
    const cluster = await apart.connect({ ...apart.network, local: 'never' });
    const first = new WorkerProcess(apart, 'bench-first');
    const joining: WorkerProcess[] = [];
    try {
      const join = await run(cluster, items, async () =>
        joining.push(new WorkerProcess(apart, 'bench-second')),
      );
      return [
        // What one worker alone needs for the other half is the loss of a machine, not of time.
        {
          metric: 'beyond the share of the worker that is left',
          value: crash - half,
          unit: 'ms',
          better: 'lower',
        },
        {
          metric: 'second half, of that with one worker',
          value: join / half,
          unit: 'times',
          better: 'lower',
        },
      ];
    } finally {
      await cluster.close();
      await Promise.all([first, ...joining].map((worker) => worker.end()));
    }
  },
};
