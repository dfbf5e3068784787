import { ClusterWorker } from '@zfarm/worker';

// Serves with the options given as JSON until the parent disconnects.
const worker = new ClusterWorker(JSON.parse(process.argv[2] ?? '{}'));
await worker.start();
process.send?.('started');
process.once('disconnect', () => worker.stop());
