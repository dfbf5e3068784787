// Sends big values to the one worker there is, then asks it for some, and meanwhile calls it again and again: says as a
// JSON line for each what it took, and how long the slowest of the calls.
import { connect } from '../dist/index.js';

const [, , address, mebibytes = '5', values = '3', ways = 'both'] = process.argv;
const bytes = Number(mebibytes) * 1024 * 1024;
const cluster = await connect({ interface: address, local: 'never', minWorkers: 1 });

async function measure(phase, start) {
  const begun = performance.now();
  let [running, calls, slowestMs] = [true, 0, 0];
  const job = start();
  const ended = job.then((results) => {
    running = false;
    return results;
  });
  while (running) {
    const called = performance.now();
    await cluster.submit((n) => n, calls);
    calls += 1;
    slowestMs = Math.max(slowestMs, performance.now() - called);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const results = await ended;
  const { requeues } = job.stats;
  const report = { phase, tookMs: performance.now() - begun, calls, slowestMs, requeues, results };
  console.log(JSON.stringify(report));
}

await cluster.submit((n) => n, 0);
await measure('there', () => {
  const data = Array.from({ length: Number(values) }, (_, index) => new Uint8Array(bytes).fill(index + 1));
  const look = (each, { attempt }) => [each.length, each[each.length - 1], attempt];
  return cluster.map(look, data, { chunk: 1 });
});
if (ways === 'both') {
  await measure('back', () => {
    const make = (length) => new Uint8Array(length).fill(7);
    const job = cluster.map(make, new Array(Number(values)).fill(bytes), { chunk: 1 });
    return Object.assign(
      job.then((made) => made.map((each) => [each.length, each[each.length - 1]])),
      {
        get stats() {
          return job.stats;
        },
      },
    );
  });
}
await cluster.close();
