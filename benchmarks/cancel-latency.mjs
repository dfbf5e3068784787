/**
 * How soon a slot works again after its task was cancelled: from `job.cancel()` to the result of the next task, on one worker
 * of one thread. A task that heeds its signal keeps its thread; one that never ends loses it after the grace.
 */
import { connect } from 'zfarm';
import { endWorker, network, startWorker, summary } from './worker-process.mjs';

const ROUNDS = Number(process.argv[2] ?? 15);
const GRACE_MS = 100;

const cluster = await connect({ ...network, local: 'never' });
const worker = startWorker('red', '--cancel-grace-ms', String(GRACE_MS));

/** @typedef {(item: number, context: import('zfarm').TaskContext) => unknown} Task @type {Task} */
const heeding = (_, { signal, log }) => {
  log('begun');
  while (!signal.aborted);
};

/** @type {Task} */
const endless = (_, { log }) => {
  log('begun');
  for (;;);
};

/** @param {Task} task */
async function latency(task) {
  /** @type {() => void} */
  let begun = () => {};
  const running = new Promise((resolve) => {
    begun = () => resolve(undefined);
  });
  const job = cluster.map(task, [0], { onLog: () => begun() });
  job.then(undefined, () => {});
  await running;
  const cancelledAt = performance.now();
  job.cancel('enough');
  await cluster.submit(() => 1);
  return performance.now() - cancelledAt;
}

try {
  await cluster.waitForWorkers(1);
  await cluster.submit(() => 1);
  const idle = [];
  const kept = [];
  const ended = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    await cluster.submit(() => 1);
    idle.push(performance.now() - startedAt);
    kept.push(await latency(heeding));
    ended.push((await latency(endless)) - GRACE_MS);
  }
  console.log(`a task on an idle slot:                       ${summary(idle)}`);
  console.log(`after one that heeded its signal:             ${summary(kept)}`);
  console.log(`after an endless one, beyond the grace:       ${summary(ended)}`);
} finally {
  await cluster.close();
  await endWorker(worker);
}
