import { ClusterWorker } from '@zfarm/worker';

// Serves as several workers, with the options given as JSON, until the parent disconnects.
const workers = JSON.parse(process.argv[2] ?? '[]').map((options) => new ClusterWorker(options));
await Promise.all(workers.map((worker) => worker.start()));
process.send?.('started');
process.once('disconnect', () => Promise.all(workers.map((worker) => worker.stop())));
