// The program whose job must not suffer: node client.mjs <options of connect as JSON>. From each line `begin` of its standard input to the
// line `end` it runs a job on the workers that are its own, and says as JSON how that went.
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
const ITEMS_MIN = 500;
let ended = false;
let items = 0;

async function* numbers() {
  for (items = 0; !ended || items < ITEMS_MIN; items += 1) yield items;
}

async function job() {
  const started = performance.now();
  const results = await cluster.map(double, numbers(), { requires: { labels: { own: 'yes' } } });
  const right = results.length === items && results.every((value, n) => value === n * 2);
  console.log(JSON.stringify({ right, left, ms: Math.round(performance.now() - started) }));
}

for await (const line of createInterface({ input: process.stdin })) {
  ended = line === 'end';
  if (!ended) void job();
}
process.exit(0);
