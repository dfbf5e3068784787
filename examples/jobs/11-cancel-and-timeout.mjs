// Three ways to have less done: a time limit for the whole job, a signal, and leaving a loop. A task may look at its own
// signal; one that does not is ended after a grace of a second.
//   node examples/jobs/11-cancel-and-timeout.mjs
import { setTimeout as delay } from 'node:timers/promises';
import { connect, JobCancelledError, JobTimeoutError } from 'zfarm';

const cluster = await connect();
const nap = async (ms, { signal }) => {
  await delay(ms, undefined, { signal });
  return ms;
};

try {
  await cluster.map(nap, [10, 60_000], { jobTimeout: 1000 });
} catch (error) {
  if (!(error instanceof JobTimeoutError)) throw error;
  console.log(`time limit: ${error.progress.done} of ${error.progress.total} done`);
}

const controller = new AbortController();
setTimeout(() => controller.abort('no longer wanted'), 100);
try {
  await cluster.map(nap, [60_000, 60_000], { signal: controller.signal });
} catch (error) {
  if (!(error instanceof JobCancelledError)) throw error;
  console.log(`signal: ${error.reason}`);
}

for await (const ms of cluster.map(nap, [1, 60_000])) {
  console.log(`loop: left after ${ms} ms`);
  break;
}
await cluster.close();
