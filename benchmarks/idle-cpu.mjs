/**
 * Processor time of a client and two workers that have nothing to do: in the first seconds after some work, while V8 still
 * collects what that has left behind, and afterwards. Reads /proc, so on Linux only.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'zfarm';
import { endWorker, network, startWorker } from './worker-process.mjs';

const SECONDS = 20;
/** After the work, in seconds. */
const BEGINS = [5, 50];

/** Milliseconds of processor time so far of each thread, by name. @param {number | undefined} pid */
function threadsMs(pid) {
  /** @type {Record<string, number>} */
  const sums = {};
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const read = (/** @type {string} */ file) => readFileSync(`/proc/${pid}/task/${task}/${file}`, 'utf8');
    const name = task === String(pid) ? 'main thread' : read('comm').startsWith('ZMQ') ? 'ZeroMQ' : 'others';
    sums[name] = (sums[name] ?? 0) + Number(read('schedstat').split(' ')[0]) / 1e6;
  }
  return sums;
}

const workers = [startWorker('red'), startWorker('blue')];
const cluster = await connect({ ...network, local: 'never', minWorkers: 2 });
const nodes = { client: process.pid, red: workers[0]?.pid, blue: workers[1]?.pid };
await Promise.all(Array.from({ length: 100 }, (_, n) => cluster.submit((x) => x, n)));
const worked = performance.now();
for (const begin of BEGINS) {
  await sleep(worked + begin * 1000 - performance.now());
  const begun = performance.now();
  const before = Object.entries(nodes).map(([name, pid]) => ({ name, pid, used: threadsMs(pid) }));
  await sleep(SECONDS * 1000);
  const passedMs = performance.now() - begun;
  console.log(`from ${begin} s to ${begin + SECONDS} s after some work:`);
  for (const { name, pid, used } of before) {
    const shares = Object.entries(threadsMs(pid)).map(([thread, ms]) => ({
      thread,
      percent: ((ms - (used[thread] ?? 0)) / passedMs) * 100,
    }));
    const all = shares.reduce((sum, { percent }) => sum + percent, 0);
    const parts = shares.map(({ thread, percent }) => `${thread} ${percent.toFixed(2)}`).join(', ');
    console.log(`  ${name.padEnd(7)} ${all.toFixed(2)} % of a processor (${parts})`);
  }
}
await cluster.close();
await Promise.all(workers.map((worker) => endWorker(worker)));
