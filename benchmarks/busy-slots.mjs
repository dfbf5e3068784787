/** Work that only the processors bound, on two slots, against two bare threads that share it by hand as evenly as can be. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTwoWorkers, quantile, spread } from './worker-process.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 7);
/** On a busy machine there are fewer rounds, one at least. */
const JOB_MS_MAX = 5000;

const fib = (/** @type {number} */ n) => {
  const of = (/** @type {number} */ m) => (m < 2 ? m : of(m - 1) + of(m - 2));
  return of(n);
};

const source = `
  const fib = ${fib};
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (items) => parentPort.postMessage(items.map(fib)));`;
const threads = [new Worker(source, { eval: true }), new Worker(source, { eval: true })];

/** Longest first, each to the thread with least to do. @param {readonly number[]} items */
async function byHand(items) {
  /** @type {number[][]} */
  const shares = [[], []];
  const load = [0, 0];
  for (const n of items.toSorted((a, b) => b - a)) {
    const to = (load[0] ?? 0) <= (load[1] ?? 0) ? 0 : 1;
    shares[to]?.push(n);
    load[to] = (load[to] ?? 0) + 1.618 ** n;
  }
  const begun = performance.now();
  const over = threads.map((thread) => once(thread, 'message'));
  for (const [at, thread] of threads.entries()) thread.postMessage(shares[at]);
  await Promise.all(over);
  return performance.now() - begun;
}

const skewed = Array.from({ length: 2 * 13 }, (_, i) => 24 + (i % 13));
const shuffled = skewed.map((_, i) => skewed[(i * 89) % skewed.length] ?? 24);
const jobs = {
  '64 even items': Array.from({ length: 64 }, () => 32),
  'fib 24..36, shuffled': shuffled,
  'fib 24..36, rising': skewed.toSorted((a, b) => a - b),
  'fib 24..36, falling': skewed.toSorted((a, b) => b - a),
};
await onTwoWorkers(async (cluster) => {
  await Promise.all([byHand(skewed), cluster.map(fib, skewed)]);
  for (const [name, items] of Object.entries(jobs)) {
    const ratios = [];
    const took = [];
    const stopAt = performance.now() + JOB_MS_MAX;
    for (let round = 0; round < ROUNDS && (round < 1 || performance.now() < stopAt); round += 1) {
      const ideal = await byHand(items);
      const begun = performance.now();
      await cluster.map(fib, items);
      took.push(performance.now() - begun);
      ratios.push(ideal / (took.at(-1) ?? 1));
    }
    console.log(
      `${name.padEnd(22)} ${spread(took)} ms, ${spread(ratios, 3)} of two bare threads; 3rd quartile ${quantile(ratios, 0.75).toFixed(3)}; ${took.length} rounds`,
    );
  }
});
for (const thread of threads) await thread.terminate();
