import type { AttemptId, JobId, NestId, NodeId } from '@zfarm/cluster-core/core';
import type { AttemptState } from './attempt-state.js';
import type { SchedulerState } from './scheduler-state.js';

/** A job whose task is over or lost. */
export interface Orphan {
  readonly worker: NodeId;
  readonly attempt: AttemptId;
  /** Absent: all of the attempt. */
  readonly nest: NestId | undefined;
  /** Absent: it has not been submitted yet, or has ended. */
  readonly job: JobId | undefined;
}

/** The attempt is over, or nothing of it counts any more: nobody waits for the jobs of its tasks. */
export function orphanJobs(state: SchedulerState, attempt: AttemptState): void {
  if (attempt.nests === undefined) return;
  const { worker, id } = attempt;
  state.orphans.push({ worker, attempt: id, nest: undefined, job: undefined });
  for (const [nest, job] of attempt.nests) state.orphans.push({ worker, attempt: id, nest, job });
  attempt.nests = undefined;
}
