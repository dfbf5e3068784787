import type { Cluster } from '@zfarm/scheduler';
import type { BenchEnvironment } from '../bench-environment.js';
import { startWorkers, type WorkerProcess } from '../io/worker-process.js';
import type { Mapper } from '../jobs/benchmark-job.js';
import {
  type Contender,
  type JobRun,
  ownCpuMs,
  type RunnableJob,
  type RunningContender,
  runBy,
} from './contender.js';

/** zfarm in this process: its scheduler, and the worker it has inside, on threads. */
export function localPool(environment: BenchEnvironment, threads: number): Contender {
  return {
    name: 'local-pool',
    title: `zfarm alone in this process, ${threads} threads`,
    kind: 'local',
    missing: async () => undefined,
    start: async () =>
      new OnCluster(await environment.connect({ local: 'always', localThreads: threads }), []),
  };
}

/** zfarm over processes of this machine: workers of one thread each, met over loopback. */
export function localCluster(environment: BenchEnvironment, workers: number): Contender {
  return {
    name: 'cluster',
    title: `zfarm over ${workers} worker processes of one thread each`,
    kind: 'cluster',
    missing: async () => undefined,
    start: async () => {
      const cluster = await environment.connect({ ...environment.network, local: 'never' });
      const processes = startWorkers(environment, workers);
      await cluster.waitForWorkers(workers);
      return new OnCluster(cluster, processes);
    },
  };
}

/** zfarm over the workers that were found. */
export function foundCluster(environment: BenchEnvironment, workers: number, slots: number): Contender {
  return {
    name: 'cluster',
    title: `zfarm over the workers found: ${workers}, with ${slots} slots together`,
    kind: 'cluster',
    missing: async () => undefined,
    start: async () => {
      const cluster = await environment.connect({
        ...environment.found,
        local: 'never',
        minWorkers: workers,
      });
      return new OnCluster(cluster, []);
    },
  };
}

class OnCluster implements RunningContender {
  readonly #cluster: Cluster;
  readonly #processes: readonly WorkerProcess[];

  constructor(cluster: Cluster, processes: readonly WorkerProcess[]) {
    this.#cluster = cluster;
    this.#processes = processes;
  }

  readonly map: Mapper = async <Item, Result>(work: (item: Item) => Result, items: readonly Item[]) =>
    (await this.#cluster.map(work, items)) as Awaited<Result>[];

  submit<Item, Result>(work: (item: Item) => Result, item: Item): Promise<Awaited<Result>> {
    return this.#cluster.submit(work, item);
  }

  run(job: RunnableJob): Promise<JobRun> {
    return runBy({ map: this.map, cluster: this.#cluster }, job);
  }

  async cpuMs(): Promise<number> {
    if (this.#cluster.options.local === 'always') return ownCpuMs();
    const told = await this.#cluster.broadcastWith({ replay: false }, () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    });
    return [...told.values()].reduce((sum, ms) => sum + ms, ownCpuMs());
  }

  async stop(): Promise<void> {
    await this.#cluster.close();
    await Promise.all(this.#processes.map((worker) => worker.end()));
  }
}
