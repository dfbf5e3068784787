import type { Contest } from '../benchmark.js';
import { noOp } from './no-op.js';

const BARRIERS = { S: 10, M: 100, L: 500 } as const;
const WIDTH = 64;

/** Many small steps that each wait for all of the one before. */
export const fanOut: Contest = {
  name: 'fan-out',
  title: `${WIDTH} items out, all of them back, and again: what a barrier costs`,
  group: 'overhead',
  prepare: async (size) => {
    const barriers = BARRIERS[size];
    return {
      what: `${barriers} barriers`,
      tasks: barriers * WIDTH,
      run: async ({ map }) => {
        if (map === undefined) return undefined;
        const begun = performance.now();
        let values: readonly number[] = Array.from({ length: WIDTH }, () => 1);
        for (let barrier = 0; barrier < barriers; barrier += 1) values = await map(noOp<number>, values);
        const value = (performance.now() - begun) / barriers;
        if (values.length !== WIDTH) throw new Error('A result is missing.');
        return [{ metric: 'barrier', value, unit: 'ms', better: 'lower' }];
      },
    };
  },
};
