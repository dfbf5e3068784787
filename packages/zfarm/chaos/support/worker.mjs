// A worker with the options given as JSON. Told `drain` on a line of standard input it leaves properly, told `look` it says
// what it holds; it ends when standard input does, or after `lifeMsMax`, so that nothing is left behind.
import { createInterface } from 'node:readline';
import { ClusterWorker } from '@zfarm/worker';

const { lifeMsMax, ...options } = JSON.parse(process.argv[2]);
setTimeout(() => process.exit(1), lifeMsMax).unref();
const worker = new ClusterWorker(options);
const say = (fields) => process.stdout.write(`${JSON.stringify(fields)}\n`);

function look() {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const resources = Object.fromEntries(
    Object.entries(Object.groupBy?.(process.getActiveResourcesInfo(), (name) => name) ?? {}),
  );
  say({ kind: 'look', heapUsed, rss, resources, ...worker.stats() });
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line === 'look') look();
    else if (line === 'drain') void worker.drain().then(() => process.exit());
  })
  .on('close', () => process.exit());
await worker.start();
say({ kind: 'ready' });
