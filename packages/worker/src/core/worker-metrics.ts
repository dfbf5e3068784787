import { counter, gauge, loadMetrics, type Metric, type MetricFamily } from '@zfarm/cluster-core/core';

/** What is counted of a worker. */
interface CountedWorker {
  readonly slots: number;
  readonly clients: number;
  readonly threadDeaths: Readonly<Partial<Record<string, number>>>;
  readonly drops: Readonly<Partial<Record<string, number>>>;
}

/** What a worker has counted, as metrics. */
export function workerMetrics(
  stats: CountedWorker & Parameters<typeof loadMetrics>[0][number]['load'],
): readonly MetricFamily[] {
  const by = (label: string, counts: Readonly<Partial<Record<string, number>>>): readonly Metric[] =>
    Object.entries(counts).map(([key, value = 0]) => ({ labels: { [label]: key }, value }));
  return [
    ...loadMetrics([{ slots: stats.slots, load: stats }]),
    gauge('zfarm_worker_clients', 'Clients that it serves.', stats.clients),
    counter(
      'zfarm_worker_thread_deaths_total',
      'Threads that died, by cause.',
      by('cause', stats.threadDeaths),
    ),
    counter(
      'zfarm_worker_dropped_messages_total',
      'Messages that made no sense here, by reason.',
      by('reason', stats.drops),
    ),
  ];
}
