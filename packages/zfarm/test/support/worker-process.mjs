import { ClusterWorker } from '@zfarm/worker';

// Serves with the options given as JSON until the parent disconnects.
const operators = new URL('../../dist/operators-in-tasks.js', import.meta.url);
const worker = new ClusterWorker({ operators, ...JSON.parse(process.argv[2] ?? '{}') });
await worker.start();
process.send?.('started');
process.once('disconnect', () => worker.stop());
