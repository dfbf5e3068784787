import { counter, gauge, type Metric, type MetricFamily } from '@zfarm/cluster-core/core';
import type { ClusterStats, DurationSpread } from '../cluster-stats.js';

/** What a cluster handle has counted, as metrics. */
export function clusterMetrics({ jobs, totals, workers }: ClusterStats): readonly MetricFamily[] {
  const name = (rest: string): string => `zfarm_client_${rest}`;
  const here = workers.filter(({ state }) => state !== 'left');
  const sum = (of: 'chunks' | 'items'): number =>
    here.reduce((total, { inFlight }) => total + (inFlight?.[of] ?? 0), 0);
  const ended = (['completed', 'failed', 'cancelled'] as const).map((outcome): Metric => {
    return { labels: { outcome }, value: jobs[outcome] };
  });
  return [
    gauge(name('workers'), 'Workers that are here.', here.length),
    gauge(name('jobs_running'), 'Jobs that go on.', jobs.running),
    counter(name('jobs_total'), 'Jobs that have ended, by how.', ended),
    gauge(name('chunks_in_flight'), 'Chunks at workers.', sum('chunks')),
    gauge(name('items_in_flight'), 'Items in these that have not been reported.', sum('items')),
    counter(name('chunks_assigned_total'), 'Chunks sent to workers.', totals.chunksAssigned),
    counter(name('chunks_done_total'), 'Chunks of which each item was reported.', totals.chunksDone),
    counter(name('items_total'), 'Items settled with a result.', totals.itemsDone),
    counter(name('failures_total'), 'How often an item threw or took too long.', totals.failures),
    counter(name('deaths_total'), 'How often a thread died under an item.', totals.deaths),
    counter(name('retries_total'), 'How often an item was tried again.', totals.retries),
    counter(
      name('requeued_items_total'),
      'Items that went elsewhere since their worker was lost or silent.',
      totals.requeues,
    ),
    counter(name('retracted_items_total'), 'Items that were handed back unstarted.', totals.retracted),
    counter(name('copied_items_total'), 'Items run a second time elsewhere.', totals.copies.run),
    counter(name('busy_seconds_total'), 'Slot time of the chunks done.', totals.busyMs / 1000),
    counter(name('sent_bytes_total'), 'Encoded size of items and code sent.', totals.bytes.sent),
    counter(name('received_bytes_total'), 'Encoded size of results and failures.', totals.bytes.received),
    summary(
      name('chunk_round_trip_seconds'),
      'Chunks from being sent to hearing of their end.',
      totals.roundTrip,
    ),
    summary(name('chunk_run_seconds'), 'The part of that in which they ran.', totals.run),
    summary(name('chunk_queued_seconds'), 'The rest of it.', totals.queued),
  ];
}

function summary(name: string, help: string, spread: DurationSpread): MetricFamily {
  const { count, meanMs, p50Ms, p90Ms, p99Ms } = spread;
  const quantile = (which: string, ms: number): Metric => ({ labels: { quantile: which }, value: ms / 1000 });
  const quantiles = [quantile('0.5', p50Ms), quantile('0.9', p90Ms), quantile('0.99', p99Ms)];
  return {
    name,
    help,
    type: 'summary',
    metrics: [
      ...(count > 0 ? quantiles : []),
      { suffix: '_sum', value: (meanMs * count) / 1000 },
      { suffix: '_count', value: count },
    ],
  };
}
