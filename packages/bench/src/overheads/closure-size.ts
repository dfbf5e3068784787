import type { Probe } from '../benchmark.js';
import type { Reading } from '../core/figure.js';
import { onWorkers } from './on-workers.js';

const SIZES = {
  S: [100, 100_000],
  M: [100, 10_000, 100_000, 1_000_000, 10_000_000],
  L: [100, 10_000, 100_000, 1_000_000, 10_000_000, 30_000_000],
} as const;

/** What the variables that a function captures cost: at the first task, which sends them, and at the next. */
export const closureSize: Probe = {
  name: 'closure-size',
  title: 'A function with what it captures: its first task, which sends it, and the next one',
  group: 'overhead',
  round: (environment, size) =>
    onWorkers(environment, 1, async (cluster) => {
      const readings: Reading[] = [];
      await cluster.submit(() => 1);
      for (const [place, bytes] of SIZES[size].entries()) {
        const captured = new Uint8Array(bytes).fill(place + 1);
        const task = (): number => captured.length;
        for (const metric of ['first task', 'next task']) {
          const begun = performance.now();
          const length = await cluster.submit(task);
          const value = performance.now() - begun;
          if (length !== bytes) throw new Error(`The function saw ${length} of ${bytes} bytes.`);
          readings.push({ metric, at: { axis: 'bytes', value: bytes }, value, unit: 'ms', better: 'lower' });
        }
      }
      return readings;
    }),
};
