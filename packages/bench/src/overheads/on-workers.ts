import type { Cluster } from '@zfarm/scheduler';
import type { BenchEnvironment } from '../bench-environment.js';
import { startWorkers, type WorkerProcess } from '../io/worker-process.js';

/** Starts workers of one thread each, on a network of their own, and ends them whatever happens. */
export async function onWorkers<T>(
  environment: BenchEnvironment,
  count: number,
  measure: (cluster: Cluster, workers: readonly WorkerProcess[]) => Promise<T>,
): Promise<T> {
  const apart = apartFrom(environment);
  const cluster = await apart.connect({ ...apart.network, local: 'never' });
  const workers = startWorkers(apart, count);
  try {
    await cluster.waitForWorkers(count);
    return await measure(cluster, workers);
  } finally {
    await cluster.close();
    await Promise.all(workers.map((worker) => worker.end()));
  }
}

let places = 0;

/** The same environment with a cluster nobody else is in: workers of contenders are on the same port. */
export function apartFrom(environment: BenchEnvironment): BenchEnvironment {
  places += 1;
  const { network, connect } = environment;
  const cluster = `${network.cluster}-${places}`;
  return { ...environment, connect, network: { ...network, cluster } };
}
