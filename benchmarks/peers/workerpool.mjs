import { fileURLToPath } from 'node:url';
import { missing } from './missing.mjs';
import { TaskRunner } from './task-runner.mjs';

/** @type {import('@zfarm/bench').Contender} */
export const workerpool = {
  name: 'workerpool',
  title: 'workerpool, 2 threads',
  kind: 'local',
  missing: () => missing(['workerpool']),
  start: async () => {
    const library = await import('workerpool');
    const script = fileURLToPath(new URL('./workerpool-thread.mjs', import.meta.url));
    const pool = library.pool(script, { workerType: 'thread', minWorkers: 2, maxWorkers: 2 });
    const send = async (task) => await pool.exec('runTask', [task]);
    return new TaskRunner({ send, processes: [], close: async () => await pool.terminate() });
  },
};
