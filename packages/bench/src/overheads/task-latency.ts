import type { Contest } from '../benchmark.js';
import type { RunningContender } from '../contenders/contender.js';
import { quantile } from '../core/statistics.js';
import { noOp } from './no-op.js';

const CALLS = { S: 200, M: 2000, L: 10_000 } as const;
const PERCENTILES = [10, 25, 50, 75, 90, 99];

/** One task at a time: how long until its result is back. */
export const taskLatency: Contest = {
  name: 'task-latency',
  title: 'Round trip of a single task, one after the other',
  group: 'overhead',
  prepare: async (size) => {
    const calls = CALLS[size];
    return {
      what: `${calls} tasks`,
      tasks: calls,
      run: async (contender) => {
        const took = await latencies(contender, calls);
        if (took === undefined) return undefined;
        return PERCENTILES.map((percentile) => ({
          metric: 'latency',
          at: { axis: 'percentile', value: percentile },
          value: 1000 * quantile(took, percentile / 100),
          unit: 'µs',
          better: 'lower',
        }));
      },
    };
  },
};

/** The ms of each. */
async function latencies(contender: RunningContender, calls: number): Promise<readonly number[] | undefined> {
  if (contender.submit === undefined) return await contender.latencies?.(calls);
  const took: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const begun = performance.now();
    await contender.submit(noOp<number>, call);
    took.push(performance.now() - begun);
  }
  return took;
}
