/** 1,000 items over two workers, one of them killed half way, against the same without a loss. */
import { connect } from 'zfarm';
import { endWorker, network, startWorker, summary } from './worker-process.mjs';

const ITEMS = 1000;
const ITEM_MS = 2;
const ROUNDS = 7;

const cluster = await connect({ ...network, local: 'never' });

const work = (/** @type {number} */ n) => {
  const until = performance.now() + ITEM_MS;
  while (performance.now() < until);
  return n * n;
};

/** @param {boolean} lossy */
async function round(lossy) {
  const workers = [startWorker('red'), startWorker('blue')];
  try {
    await cluster.waitForWorkers(2);
    const settled = new Array(ITEMS).fill(0);
    const begun = performance.now();
    const job = cluster.map(
      work,
      Array.from({ length: ITEMS }, (_, i) => i),
    );
    let count = 0;
    let killedAt = 0;
    for await (const square of job) {
      if (square !== count * count) throw new Error(`item ${count} came back as ${square}`);
      settled[count] += 1;
      count += 1;
      if (lossy && killedAt === 0 && count >= ITEMS / 2) {
        killedAt = performance.now() - begun;
        await endWorker(workers[1], 'SIGKILL');
      }
    }
    if (settled.some((times) => times !== 1)) throw new Error('an item did not settle exactly once');
    const took = performance.now() - begun;
    // That one worker now does the other half alone is the loss of a machine, not of time.
    const ideal = killedAt + (ITEMS / 2) * ITEM_MS;
    return { took, extra: took - ideal, requeued: job.stats.requeues };
  } finally {
    await Promise.all(workers.map((worker) => endWorker(worker)));
    while (cluster.workers().length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const plain = [];
const lossy = [];
for (let i = 0; i < ROUNDS; i += 1) {
  plain.push(await round(false));
  lossy.push(await round(true));
}
console.log(`${ITEMS} items of ${ITEM_MS} ms over two workers:     ${summary(plain.map((r) => r.took))}`);
console.log(`one of them killed half way:            ${summary(lossy.map((r) => r.took))}`);
console.log(`extra time beyond one worker's share:   ${summary(lossy.map((r) => r.extra))}`);
console.log(`items run again:                        ${lossy.map((r) => r.requeued).join(' ')}`);
await cluster.close();
