/** Single tasks that a task submits all at once, beside the same of a program, and beside one map of as many items in a task. */
import { runOnCluster, submit } from 'zfarm';
import { onTwoWorkers, spread } from './worker-process.mjs';

const TASKS = 1000;
const ROUNDS = Number(process.env['ROUNDS'] ?? 15);

const noOp = (/** @type {number} */ n) => n;

const submits = async (/** @type {number} */ count) => {
  const begun = performance.now();
  await Promise.all(Array.from({ length: count }, (_, n) => submit(noOp, n)));
  return performance.now() - begun;
};

const maps = async (/** @type {number} */ count) => {
  const begun = performance.now();
  await runOnCluster(
    noOp,
    Array.from({ length: count }, (_, n) => n),
  );
  return performance.now() - begun;
};

await onTwoWorkers(async (cluster) => {
  /** @type {Record<string, { run: () => Promise<number>, us: number[], clientUs: number[] }>} */
  const sides = {
    'submits of a program': {
      run: async () => {
        const begun = performance.now();
        await Promise.all(Array.from({ length: TASKS }, (_, n) => cluster.submit(noOp, n)));
        return performance.now() - begun;
      },
      us: [],
      clientUs: [],
    },
    'submits of a task': { run: () => cluster.submit(submits, TASKS), us: [], clientUs: [] },
    'a map of a task': { run: () => cluster.submit(maps, TASKS), us: [], clientUs: [] },
  };
  for (let round = -5; round < ROUNDS; round += 1) {
    for (const side of Object.values(sides)) {
      const before = process.cpuUsage();
      const took = await side.run();
      const { user, system } = process.cpuUsage(before);
      if (round < 0) continue;
      side.us.push((took * 1000) / TASKS);
      side.clientUs.push((user + system) / TASKS);
    }
  }
  for (const [name, { us, clientUs }] of Object.entries(sides))
    console.log(
      `${name.padEnd(21)} us each: ${spread(us, 1)}; of the client's processor ${spread(clientUs, 1)}`,
    );
});
