import { gauge, loadMetrics, type MetricFamily } from '@zfarm/cluster-core/core';
import type { ObservedNode } from './roster.js';

/** What an observer knows of a cluster, as metrics. */
export function observerMetrics(nodes: readonly ObservedNode[]): readonly MetricFamily[] {
  const labelsOf = ({ id, name }: ObservedNode, kind: string): Readonly<Record<string, string>> => {
    return { [kind]: name, id };
  };
  const roles = ['worker', 'client', 'observer'] as const;
  const clients = nodes.filter(({ role }) => role === 'client');
  const workers = nodes.flatMap((node) => {
    const { capacity, load } = node;
    if (capacity === undefined || load === undefined) return [];
    return [{ labels: labelsOf(node, 'worker'), slots: capacity.slots, load }];
  });
  const running = ({ jobs }: ObservedNode): readonly { readonly running: number }[] =>
    (jobs?.jobs ?? []).filter(({ outcome }) => outcome === undefined);
  return [
    gauge(
      'zfarm_nodes',
      'Nodes of the cluster that are here, but for the observer that says so.',
      roles.map((role) => ({ labels: { role }, value: nodes.filter((node) => node.role === role).length })),
    ),
    ...loadMetrics(workers),
    gauge(
      'zfarm_client_jobs_running',
      'Jobs that go on.',
      clients.map((node) => ({
        labels: labelsOf(node, 'client'),
        value: running(node).length + (node.jobs?.more ?? 0),
      })),
    ),
    gauge(
      'zfarm_client_items_running',
      'Items of its jobs that workers have now; of 32 jobs at most.',
      clients.map((node) => ({
        labels: labelsOf(node, 'client'),
        value: running(node).reduce((sum, job) => sum + job.running, 0),
      })),
    ),
  ];
}
