import { missing } from './missing.mjs';
import { TaskRunner } from './task-runner.mjs';

/** @type {import('@zfarm/bench').Contender} */
export const piscina = {
  name: 'piscina',
  title: 'piscina, 2 threads',
  kind: 'local',
  missing: () => missing(['piscina']),
  start: async () => {
    const { Piscina } = await import('piscina');
    const pool = new Piscina({
      filename: new URL('./run-task.mjs', import.meta.url).href,
      name: 'runTask',
      minThreads: 2,
      maxThreads: 2,
    });
    return new TaskRunner({ send: (task) => pool.run(task), processes: [], close: () => pool.destroy() });
  },
};
