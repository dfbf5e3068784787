/** 100,000 separate tasks that do nothing, all in flight at once, beside piscina.run() in one process. */
import { Piscina } from 'piscina';
import { onTwoWorkers, spread } from './worker-process.mjs';

const TASKS = 100_000;
const ROUNDS = 7;

/** @param {(n: number) => Promise<number>} run */
async function perSecond(run) {
  const begun = performance.now();
  const results = await Promise.all(Array.from({ length: TASKS }, (_, n) => run(n)));
  const took = performance.now() - begun;
  if (results[TASKS - 1] !== TASKS - 1) throw new Error('a task came back with another result');
  return TASKS / (took / 1000);
}

const pool = new Piscina({
  filename: new URL('./no-op-thread.mjs', import.meta.url).href,
  name: 'noOp',
  minThreads: 2,
  maxThreads: 2,
});
await onTwoWorkers(async (cluster) => {
  const noOp = (/** @type {number} */ n) => n;
  const ours = [];
  const theirs = [];
  await perSecond((n) => cluster.submit(noOp, n));
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await perSecond((n) => cluster.submit(noOp, n)));
    theirs.push(await perSecond((n) => pool.run(n)));
  }
  console.log(`cluster.submit, tasks a second:  ${spread(ours)}`);
  console.log(`piscina.run, tasks a second:     ${spread(theirs)}`);
  console.log(
    `times as many:                   ${spread(
      ours.map((rate, i) => rate / (theirs[i] ?? 1)),
      1,
    )}`,
  );
});
await pool.destroy();
