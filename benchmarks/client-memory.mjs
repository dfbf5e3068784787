/** What the client keeps for each item of a pending map and for each pending task, beyond the user's own data. No worker is there. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { connect } from 'zfarm';
import { network } from './worker-process.mjs';

const ITEMS = 1_000_000;
const TASKS = 100_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

async function bytesHeld() {
  await new Promise((resolve) => setTimeout(resolve, 50));
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

const cluster = await connect({ ...network, local: 'never' });
const noOp = (/** @type {number} */ n) => n;
await Promise.race([cluster.submit(noOp, 0), new Promise((resolve) => setTimeout(resolve, 50))]);
const data = Array.from({ length: ITEMS }, (_, i) => i);

const empty = await bytesHeld();
const job = cluster.map(noOp, data);
const results = job.then(
  () => {},
  () => {},
);
const mapped = await bytesHeld();
console.log(`bytes for each of ${ITEMS} pending items:   ${((mapped - empty) / ITEMS).toFixed(1)}`);
job.cancel();
await results;

const before = await bytesHeld();
const handles = Array.from({ length: TASKS }, (_, n) => cluster.submit(noOp, n));
const submitted = await bytesHeld();
console.log(`bytes for each of ${TASKS} pending tasks:    ${((submitted - before) / TASKS).toFixed(0)}`);
const ended = Promise.allSettled(handles);
await cluster.close();
await ended;
