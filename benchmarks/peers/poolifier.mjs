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
    const { exitHandler, allGone } = exitsOf(2);
    const pool = new FixedThreadPool(2, script, { enableTasksQueue: true, exitHandler });
    // When a thread has ended before `destroy` listens for that, `destroy` (5.3.2) waits for ever.
    const close = () => Promise.race([pool.destroy(), allGone]);
    return new TaskRunner({ send: (task) => pool.execute(task), processes: [], close });
  },
};

/** Hears of threads that end. @param {number} left */
function exitsOf(left) {
  let exitHandler = () => {};
  const allGone = new Promise((resolve) => {
    exitHandler = () => {
      left -= 1;
      if (left === 0) resolve();
    };
  });
  return { exitHandler, allGone };
}
