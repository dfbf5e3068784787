import type { ClusterActivity } from '../cluster-parts.js';
import type { JobControl } from './job-run.js';

/** What jobs and tasks are at. */
export function jobActivity(tasksInFlight: number, runs: ReadonlySet<JobControl>): ClusterActivity {
  if (tasksInFlight > 0) return 'running';
  if (runs.size === 0) return 'idle';
  return [...runs].every((run) => run.waitsForConsumer) ? 'consumer' : 'running';
}
