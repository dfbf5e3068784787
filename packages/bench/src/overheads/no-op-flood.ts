import type { Contest } from '../benchmark.js';
import type { RunningContender } from '../contenders/contender.js';
import { noOp } from './no-op.js';

const TASKS = { S: 2000, M: 20_000, L: 100_000 } as const;

/** What a task costs that does nothing. */
export const noOpFlood: Contest = {
  name: 'no-op-flood',
  title: 'Separate tasks that do nothing, all in flight at once',
  group: 'overhead',
  prepare: async (size) => {
    const tasks = TASKS[size];
    return {
      what: `${tasks} tasks`,
      tasks,
      run: async (contender) => {
        const ms = await flood(contender, tasks);
        if (ms === undefined) return undefined;
        return [{ metric: 'throughput', value: (1000 * tasks) / ms, unit: 'tasks/s', better: 'higher' }];
      },
    };
  },
};

async function flood(contender: RunningContender, tasks: number): Promise<number | undefined> {
  if (contender.submit === undefined) return await contender.flood?.(tasks);
  const begun = performance.now();
  const answers: Promise<number>[] = [];
  for (let task = 0; task < tasks; task += 1) answers.push(contender.submit(noOp<number>, task));
  const sum = (await Promise.all(answers)).reduce((total, answer) => total + answer, 0);
  const ms = performance.now() - begun;
  if (sum !== (tasks * (tasks - 1)) / 2) throw new Error('A task gave something else than it got.');
  return ms;
}
