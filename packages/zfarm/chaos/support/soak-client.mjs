// Runs maps of 10,000 items. On lines of standard input: `round <tasks>`; `collect`, which has all threads of the workers give back what
// nobody needs; and `look`, which says what this process holds. It ends when standard input does, or after `lifeMsMax`.
import { createInterface } from 'node:readline';
import { connect } from '../../dist/index.js';
import { giveBack } from './give-back.mjs';
import { look } from './look.mjs';

const { lifeMsMax, network, workers, itemMs } = JSON.parse(process.argv[2]);
setTimeout(() => process.exit(1), lifeMsMax).unref();
const say = (fields) => process.stdout.write(`${JSON.stringify(fields)}\n`);
const ITEMS_EACH = 10_000;

const task = async (item) => {
  if (itemMs > 0) await new Promise((resolve) => setTimeout(resolve, itemMs));
  return [item, item * 2];
};

async function round(tasks) {
  const counts = { right: 0, wrong: 0, twice: 0 };
  for (let left = tasks; left > 0; left -= ITEMS_EACH) {
    const seen = new Uint8Array(ITEMS_EACH);
    const data = Array.from({ length: Math.min(left, ITEMS_EACH) }, (_, item) => item);
    for await (const [item, double] of cluster.map(task, data, { ordered: false })) {
      counts[seen[item] > 0 ? 'twice' : double === item * 2 ? 'right' : 'wrong'] += 1;
      seen[item] = 1;
    }
  }
  say({ kind: 'round', ...counts });
}

async function collect() {
  await cluster.broadcastWith({ scope: 'thread', replay: false }, giveBack);
  say({ kind: 'collected' });
}

const cluster = await connect({ ...network, local: 'never' });
createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const [command, tasks] = line.split(' ');
    if (command === 'round') void round(Number(tasks));
    else if (command === 'collect') void collect();
    else say({ kind: 'look', ...(await look()), workers: cluster.workers().length });
  })
  .on('close', () => process.exit());
await cluster.waitForWorkers(workers);
say({ kind: 'connected' });
