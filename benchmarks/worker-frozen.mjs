/** A worker that is frozen (SIGSTOP) or killed (SIGKILL) in the middle of a job: time until its chunks are given to the other one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'zfarm';
import { endWorker, network, spread, startWorker } from './worker-process.mjs';

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

const cluster = await connect({ ...network, local: 'never' });
const work = (/** @type {number} */ ms) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

/** @param {NodeJS.Signals} signal */
async function round(signal) {
  const workers = [startWorker('red'), startWorker('blue')];
  try {
    await cluster.waitForWorkers(2);
    const job = cluster.map(work, new Array(2000).fill(20));
    job.then(undefined, () => {});
    while ((job.stats.workers['blue'] ?? 0) === 0) await sleep(5);
    const begun = performance.now();
    workers[1]?.kill(signal);
    while (job.stats.requeues === 0) await sleep(1);
    const took = performance.now() - begun;
    job.cancel();
    return took;
  } finally {
    workers[1]?.kill('SIGCONT');
    await Promise.all(workers.map((worker) => endWorker(worker, 'SIGKILL')));
    while (cluster.workers().length > 0) await sleep(20);
  }
}

for (const signal of /** @type {const} */ (['SIGKILL', 'SIGSTOP'])) {
  const samples = [];
  for (let i = 0; i < ROUNDS; i += 1) samples.push(await round(signal));
  console.log(`${signal} to its chunks given out again, ms: ${spread(samples)}`);
}
await cluster.close();
