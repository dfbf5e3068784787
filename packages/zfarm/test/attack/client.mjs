// The program whose job must not suffer: node client.mjs <options of connect as JSON>. For each line of its standard input, how many
// items, it runs a job on the workers that are its own, and says as JSON how that went.
import { createInterface } from 'node:readline';
import { connect } from '../../dist/index.js';

const cluster = await connect({ local: 'never', ...JSON.parse(process.argv[2]) });
let left = 0;
cluster.on('worker-left', ({ workerName }) => {
  if (workerName === 'own') left += 1;
});
await cluster.waitForWorkers(1);

async function double(n) {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return n * 2;
}

console.log(JSON.stringify({ pid: process.pid }));
for await (const line of createInterface({ input: process.stdin })) {
  const data = Array.from({ length: Number(line) }, (_, n) => n);
  const started = performance.now();
  const results = await cluster.map(double, data, { requires: { labels: { own: 'yes' } } });
  const right = results.length === data.length && results.every((value, n) => value === n * 2);
  console.log(JSON.stringify({ right, left, ms: Math.round(performance.now() - started) }));
}
process.exit(0);
