/**
 * A map of 1,000,000 numbers with a function that does nothing, over two worker processes of one thread each; beside it
 * piscina alone, in one process with two threads, its items batched by hand, 512 to a run. In turns, in one run.
 */
import { Piscina } from 'piscina';
import { onTwoWorkers, quantile, spread } from './worker-process.mjs';

const ITEMS = 1_000_000;
const ROUNDS = 7;
const BATCH = 512;
/** Runs handed to piscina at a time: enough to keep both threads busy. */
const IN_FLIGHT = 16;

const data = Array.from({ length: ITEMS }, (_, n) => n);
const pool = new Piscina({
  filename: new URL('./no-op-batch.mjs', import.meta.url).href,
  name: 'noOp',
  minThreads: 2,
  maxThreads: 2,
  concurrentTasksPerWorker: 8,
});

/** @returns {Promise<number[]>} */
async function byHand() {
  const results = new Array(ITEMS);
  let next = 0;
  const lane = async () => {
    while (next < ITEMS) {
      const from = next;
      next += BATCH;
      const batch = await pool.run(data.slice(from, from + BATCH));
      for (let n = 0; n < batch.length; n += 1) results[from + n] = batch[n];
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return results;
}

/** Processor time so far of this process and all its threads, in ms. */
function ownCpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

await onTwoWorkers(async (cluster) => {
  /** That of the workers: each of two tasks at the same time lands on another one. */
  const workersCpuMs = async () => {
    const cpu = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { user, system } = process.cpuUsage();
      return { worker: process.pid, ms: (user + system) / 1000 };
    };
    const told = await Promise.all(Array.from({ length: 8 }, () => cluster.submit(cpu)));
    const latest = new Map(told.map(({ worker, ms }) => [worker, ms]));
    return [...latest.values()].reduce((sum, ms) => sum + ms, 0);
  };
  const sides = {
    zfarm: { map: () => cluster.map((n) => n, data), cpuMs: workersCpuMs, rates: [], cpus: [] },
    piscina: { map: byHand, cpuMs: async () => 0, rates: [], cpus: [] },
  };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const side of Object.values(sides)) {
      const cpuBefore = (await side.cpuMs()) + ownCpuMs();
      const begun = performance.now();
      const results = await side.map();
      const took = performance.now() - begun;
      const cpu = (await side.cpuMs()) + ownCpuMs() - cpuBefore;
      if (results.length !== ITEMS || results[ITEMS - 1] !== ITEMS - 1)
        throw new Error('a result is missing');
      // The first one of each warms up.
      if (round === 0) continue;
      side.rates.push(ITEMS / took);
      side.cpus.push(cpu);
    }
  }
  for (const [name, { rates, cpus }] of Object.entries(sides)) {
    console.log(
      `${name.padEnd(8)} 1000 items a second: ${spread(rates)}   CPU of all processes, ms: ${spread(cpus)}`,
    );
  }
  const ratio = quantile(sides.zfarm.rates) / quantile(sides.piscina.rates);
  console.log(`zfarm / piscina: ${ratio.toFixed(2)}`);
});
await pool.destroy();
