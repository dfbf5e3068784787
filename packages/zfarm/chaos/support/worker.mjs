// A worker with the options given as JSON. Told `drain` on a line of standard input it leaves properly, told `look` it says
// what it holds; it ends when standard input does, or after `lifeMsMax`, so that nothing is left behind.
import { createInterface } from 'node:readline';
import { ClusterWorker } from '@zfarm/worker';
import { look } from './look.mjs';

const { lifeMsMax, ...options } = JSON.parse(process.argv[2]);
setTimeout(() => process.exit(1), lifeMsMax).unref();
const worker = new ClusterWorker(options);
const say = (fields) => process.stdout.write(`${JSON.stringify(fields)}\n`);

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    if (line === 'look') say({ kind: 'look', ...(await look()), ...worker.stats() });
    else if (line === 'drain') void worker.drain().then(() => process.exit());
  })
  .on('close', () => process.exit());
await worker.start();
say({ kind: 'ready' });
