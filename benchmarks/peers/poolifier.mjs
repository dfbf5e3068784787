import { fileURLToPath } from 'node:url';
import { missing } from './missing.mjs';
import { TaskRunner } from './task-runner.mjs';

/** @type {import('@zfarm/bench').Contender} */
export const poolifier = {
  name: 'poolifier',
  title: 'poolifier, 2 threads, with queues of tasks',
  kind: 'local',
  missing: () => missing(['poolifier']),
  start: async () => {
    const { FixedThreadPool } = await import('poolifier');
    const script = fileURLToPath(new URL('./poolifier-thread.mjs', import.meta.url));
    // Without queues, tasks are dealt out at once, and a thread that has long ones keeps the others that it was dealt.
    const pool = new FixedThreadPool(2, script, { enableTasksQueue: true });
    return new TaskRunner({ send: (task) => pool.execute(task), processes: [], close: () => pool.destroy() });
  },
};
