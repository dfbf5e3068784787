import type { Shippable } from '@zfarm/cluster-core/shipping';
import type { Cluster } from './cluster.js';
import type { JobRun } from './io/job-run.js';
import { subjectOf } from './io/job-span.js';
import { progressDisplay } from './io/progress-display.js';
import { progressText } from './io/progress-text.js';
import { WorkerLanes } from './io/worker-lanes.js';

type Shown = Pick<Cluster, 'workers' | 'stats'>;

/** Shows how far the job is at the end of the terminal, if that is wanted and there is one; returns the way to end that. */
export function showProgress(
  run: Pick<JobRun<unknown>, 'progress' | 'stats'>,
  fn: Shippable,
  isWanted: boolean | undefined,
  cluster: Shown,
): () => void {
  if (isWanted !== true) return () => {};
  const name = subjectOf(fn);
  const lanes = progressLanes(cluster);
  return progressDisplay.add(() => {
    const line = progressText({
      name,
      progress: run.progress(),
      stats: run.stats(),
      where: whereOf(cluster),
    });
    return [line, ...lanes()].join('\n');
  });
}

/** What the workers do from now on, a line for each; called for each picture. */
export function progressLanes(cluster: Shown): () => readonly string[] {
  const lanes = new WorkerLanes();
  const look = (): readonly string[] => {
    const slots = new Map(cluster.workers().map(({ id, capacity }) => [id, capacity.slots]));
    return lanes.lines(cluster.stats().workers, (id) => slots.get(id) ?? 0, performance.now());
  };
  look();
  return look;
}

function whereOf(cluster: Pick<Cluster, 'workers'>): string {
  const workers = cluster.workers();
  const away = workers.filter(({ address }) => address !== 'local').length;
  if (away > 0) return away === 1 ? '1 worker' : `${away} workers`;
  return workers.length > 0 ? 'this machine' : 'waiting for a worker';
}
