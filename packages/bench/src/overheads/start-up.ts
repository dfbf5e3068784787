import type { Probe } from '../benchmark.js';
import { WorkerProcess } from '../io/worker-process.js';
import { apartFrom } from './on-workers.js';

/** How long until somebody is of use who was not there before. */
export const startUp: Probe = {
  name: 'start-up',
  title: 'From nothing to the first result, and from a new program to all workers known',
  group: 'overhead',
  round: async (environment) => {
    const apart = apartFrom(environment);
    const cluster = await apart.connect({ ...apart.network, local: 'never' });
    const begun = performance.now();
    const worker = new WorkerProcess(apart, 'bench-start-up');
    try {
      await cluster.submit(() => 1);
      const started = performance.now() - begun;
      const joined = performance.now();
      const other = await apart.connect({ ...apart.network, local: 'never', minWorkers: 1 });
      const met = performance.now() - joined;
      await other.submit(() => 1);
      const served = performance.now() - joined;
      await other.close();
      return [
        {
          metric: 'start of a worker process to its first result',
          value: started,
          unit: 'ms',
          better: 'lower',
        },
        { metric: 'connect to the first worker known', value: met, unit: 'ms', better: 'lower' },
        { metric: 'connect to the first result', value: served, unit: 'ms', better: 'lower' },
      ];
    } finally {
      await cluster.close();
      await worker.end();
    }
  },
};
