import type { Contest } from '../benchmark.js';
import type { Reading } from '../core/figure.js';
import { growthExponent } from '../core/statistics.js';
import { noOp } from './no-op.js';

const ITEMS = {
  S: [300, 3000, 30_000],
  M: [10_000, 100_000, 1_000_000],
  L: [10_000, 100_000, 1_000_000],
} as const;

/** What an item costs, and whether it costs the same among ten and a hundred times as many. */
export const noOpMap: Contest = {
  name: 'no-op-map',
  title: 'A map that does nothing, over 1, 10 and 100 times as many items',
  group: 'overhead',
  prepare: async (size) => {
    const counts = ITEMS[size];
    const inputs = counts.map((count) => Array.from({ length: count }, (_, at) => at));
    return {
      what: `${counts.join(', ')} items`,
      tasks: counts.reduce((sum, count) => sum + count, 0),
      run: async ({ map }) => {
        if (map === undefined) return undefined;
        const points: { readonly size: number; readonly cost: number }[] = [];
        const readings: Reading[] = [];
        for (const input of inputs) {
          const begun = performance.now();
          const results = await map(noOp<number>, input);
          const ms = performance.now() - begun;
          if (results.length !== input.length || results.at(-1) !== input.length - 1)
            throw new Error('A result is missing, or stands at another place.');
          points.push({ size: input.length, cost: ms });
          const at = { axis: 'items', value: input.length };
          const value = (1000 * input.length) / ms;
          readings.push({ metric: 'throughput', at, value, unit: 'items/s', better: 'higher' });
        }
        const growth = growthExponent(points);
        return [...readings, { metric: 'growth', value: growth, unit: 'exponent', better: 'none' }];
      },
    };
  },
};
