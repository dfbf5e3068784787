import { availableParallelism } from 'node:os';
import type { Probe } from '../benchmark.js';
import type { Reading } from '../core/figure.js';
import { nQueens } from '../jobs/n-queens.js';
import { onWorkers } from './on-workers.js';

/** A job is run this often for each number of workers, and the fastest counts: the rest is warming up. */
const RUNS = 3;
const WORKERS_MAX = { S: 2, M: 8, L: 32 } as const;

/** The same job over 1, 2, 4 … workers, as many as there are processors. */
export const scaling: Probe = {
  name: 'scaling',
  title: 'n-queens over a growing number of workers of one thread',
  group: 'overhead',
  roundsMax: 3,
  round: async (environment, size) => {
    const instance = await nQueens.prepare(size);
    const most = Math.min(WORKERS_MAX[size], availableParallelism());
    const readings: Reading[] = [];
    for (const workers of countsUpTo(most)) {
      const value = await onWorkers(environment, workers, async (cluster) => {
        const took: number[] = [];
        for (let run = 0; run < RUNS; run += 1) {
          const begun = performance.now();
          const fault = instance.check(
            await instance.parallel(async (work, items) => (await cluster.map(work, items)) as never),
          );
          if (fault !== undefined) throw new Error(`The answer is wrong: ${fault}.`);
          took.push(performance.now() - begun);
        }
        return Math.min(...took);
      });
      const at = { axis: 'workers', value: workers };
      readings.push({ metric: 'time', at, value, unit: 'ms', better: 'lower' });
    }
    return readings;
  },
};

/** 1, 2, 4 … and the number itself. */
function countsUpTo(most: number): number[] {
  const powers = Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, at) => 2 ** at);
  return [...new Set([...powers, most])];
}
