import { hasWork, type JobState } from './job-state.js';
import type { SchedulerState } from './scheduler-state.js';

/** Keeps `ready` and `troubled` true for one job, after anything that changes what of it could be assigned. */
export function refreshReady(state: SchedulerState, job: JobState): void {
  if (hasWork(job)) state.ready.add(job);
  else state.ready.delete(job);
  if (job.solitary.length > 0) state.troubled.add(job);
  else state.troubled.delete(job);
}
