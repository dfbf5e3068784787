// Runs one job, which is given as JSON, and says what happens to each item as JSON lines. On lines of standard input, `go`
// begins a job that `waits`, and `stop` ends the data. It ends when standard input does, or after `lifeMsMax`, so that nothing
// is left behind.
import { EventEmitter, once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { connect } from '../../dist/index.js';

const { lifeMsMax, network, workers, folder, waits, first, items, itemMs, resultBytes, poison, options } =
  JSON.parse(process.argv[2]);
setTimeout(() => process.exit(1), lifeMsMax).unref();

const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6;
const say = (fields) => process.stdout.write(`${JSON.stringify({ ...fields, at: monotonicMs() })}\n`);

let stopped = false;
const told = new EventEmitter();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line === 'stop') stopped = true;
    told.emit(line);
  })
  .on('close', () => process.exit(1));

function* data() {
  for (let item = first; item < first + items && !stopped; item += 1) {
    say({ kind: 'submitted', item });
    yield item;
  }
}

async function task(item, { worker }) {
  const write = (kind) => {
    const event = { kind, item, worker, at: Number(process.hrtime.bigint()) / 1e6 };
    // One file for each worker, and one write for each line: it is there whatever kills the process next.
    appendFileSync(`${folder}/${worker}.ndjson`, `${JSON.stringify(event)}\n`);
  };
  write('started');
  const evil = poison[item];
  if (evil === 'exit') process.exit(7);
  if (evil === 'memory') for (const hoard = []; ; ) hoard.push(new Array(10_000).fill(item));
  if (evil === 'signal') process.kill(process.pid, 'SIGKILL');
  if (evil === 'loop') for (;;);
  await new Promise((resolve) => setTimeout(resolve, itemMs));
  write('ended');
  return [item, item * item, new Uint8Array(resultBytes).fill(item)];
}

function settled({ status, value, reason }) {
  if (status === 'rejected') {
    const { name, index, attempts, deaths = [] } = reason;
    say({
      kind: 'failed',
      item: first + index,
      failure: { name, attempts, deaths: deaths.map(({ how }) => how) },
    });
    return;
  }
  const [item, square, bytes] = value;
  const right =
    square === item * item && bytes.length === resultBytes && bytes.every((b) => b === item % 256);
  say({ kind: 'settled', item, right });
}

const cluster = await connect({ ...network, local: 'never' });
await cluster.waitForWorkers(workers);
say({ kind: 'connected' });
if (waits) await once(told, 'go');
say({ kind: 'begun' });
// What it took its workers for: no promise rests on it, but it explains what was done again.
for (const type of ['worker-silent', 'worker-back', 'requeued'])
  cluster.on(type, ({ workerName: worker, items, reason }) => say({ kind: type, worker, items, reason }));
const job = cluster.map(task, data(), { ordered: false, onError: 'collect', ...options });
for await (const outcome of job) settled(outcome);
const { requeues, elapsedMs } = job.stats;
say({ kind: 'finished', requeues, elapsedMs });
await cluster.close();
process.exit();
