import { ambientCluster } from '@zfarm/cluster-core';
import type { Probe } from '../benchmark.js';
import type { Reading } from '../core/figure.js';
import { onWorkers } from './on-workers.js';

const DEPTHS = { S: [1, 8], M: [1, 4, 16, 64], L: [1, 4, 16, 64, 256] } as const;

/** As `submit` of zfarm does it, inside a task. */
async function descend(levels: number): Promise<number> {
  if (levels === 0) return 0;
  return 1 + ((await ambientCluster().submit(descend, [levels - 1])) as number);
}

/** What a level costs of tasks that start a task and wait for it. */
export const nestedDepth: Probe = {
  name: 'nested-depth',
  title: 'Tasks that start a task and wait for it, down to a depth',
  group: 'overhead',
  round: (environment, size) =>
    onWorkers(environment, 2, async (cluster) => {
      const readings: Reading[] = [];
      await cluster.submit(descend, 2);
      for (const depth of DEPTHS[size]) {
        const begun = performance.now();
        const reached = await cluster.submit(descend, depth);
        const value = (performance.now() - begun) / (depth + 1);
        if (reached !== depth) throw new Error(`Depth ${depth} came back as ${reached}.`);
        readings.push({
          metric: 'level',
          at: { axis: 'depth', value: depth },
          ...{ value, unit: 'ms', better: 'lower' },
        });
      }
      return readings;
    }),
};
