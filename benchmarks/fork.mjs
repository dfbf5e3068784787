/** Recursion over two workers of one thread, against two bare threads that share it by hand as evenly as can be. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { fork } from 'zfarm';
import { onTwoWorkers, quantile, spread } from './worker-process.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 7);
const N = Number(process.argv[2] ?? 40);

const fib = (/** @type {number} */ n) => {
  const of = (/** @type {number} */ m) => (m < 2 ? m : of(m - 1) + of(m - 2));
  return of(n);
};

/** Forks down to where a plain call takes some milliseconds. @type {(n: number) => Promise<number>} */
const forked = async (n) => {
  if (n < 30) {
    const of = (/** @type {number} */ m) => (m < 2 ? m : of(m - 1) + of(m - 2));
    return of(n);
  }
  const [one, other] = await Promise.all([fork(forked, n - 1), fork(forked, n - 2)]);
  return one + other;
};

const source = `
  const fib = ${fib};
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (items) => parentPort.postMessage(items.map(fib)));`;
const threads = [new Worker(source, { eval: true }), new Worker(source, { eval: true })];

/** fib(n) is 5 fib(n - 4) and 3 fib(n - 5): as even as two threads can share it. */
async function byHand() {
  /** @type {number[]} */
  const parts = [];
  const cut = (/** @type {number} */ n, /** @type {number} */ levels) => {
    if (levels === 0) parts.push(n);
    else for (const part of [n - 1, n - 2]) cut(part, levels - 1);
  };
  cut(N, 6);
  const load = [0, 0];
  /** @type {number[][]} */
  const shares = [[], []];
  for (const n of parts.toSorted((a, b) => b - a)) {
    const to = (load[0] ?? 0) <= (load[1] ?? 0) ? 0 : 1;
    shares[to]?.push(n);
    load[to] = (load[to] ?? 0) + 1.618 ** n;
  }
  const over = threads.map((thread) => once(thread, 'message'));
  for (const [at, thread] of threads.entries()) thread.postMessage(shares[at]);
  const results = await Promise.all(over);
  return results.flat(2).reduce((a, b) => a + b, 0);
}

/** @param {() => Promise<number>} work */
async function time(work) {
  const begun = performance.now();
  const result = await work();
  const took = performance.now() - begun;
  if (result !== expected) throw new Error(`fib(${N}) is ${expected}, not ${result}`);
  return took;
}

let expected = 0;
for (let at = 0, next = 1, step = 0; step < N; step += 1) {
  [at, next] = [next, at + next];
  expected = at;
}

await onTwoWorkers(async (cluster) => {
  const ways = {
    divide: () =>
      cluster.divide(N, {
        split: (n) => [n - 1, n - 2],
        solve: fib,
        join: ([one = 0, other = 0]) => one + other,
        size: (n) => 1.618 ** n,
      }),
    fork: () => cluster.submit(forked, N),
  };
  await byHand();
  for (const [name, way] of Object.entries(ways)) {
    await way();
    const ratios = [];
    const took = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const ideal = await time(byHand);
      took.push(await time(way));
      ratios.push(ideal / (took.at(-1) ?? 1));
    }
    console.log(
      `fib(${N}) by ${name.padEnd(6)} ${spread(took)} ms, ${spread(ratios, 3)} of two bare threads; 3rd quartile ${quantile(ratios, 0.75).toFixed(3)}`,
    );
  }
});
for (const thread of threads) await thread.terminate();
