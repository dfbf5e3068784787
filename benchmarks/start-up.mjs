/** Start of a worker process to its first finished task: the whole of Node, discovery, session and thread. */
import { connect } from 'zfarm';
import { endWorker, network, startWorker, summary } from './worker-process.mjs';

const ROUNDS = 15;

const cluster = await connect({ ...network, local: 'never' });
const samples = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const begun = performance.now();
  const worker = startWorker(`w${round}`);
  await cluster.submit(() => 1);
  samples.push(performance.now() - begun);
  await endWorker(worker);
}
console.log(`start of a worker process to its first finished task: ${summary(samples)}`);
await cluster.close();
