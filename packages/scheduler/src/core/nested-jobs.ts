import {
  NESTED_JOBS_MAX,
  NESTING_DEPTH_MAX,
  type NestedCancel,
  type NestedOpen,
} from '@zfarm/cluster-core/core';
import type { JobState } from './job-state.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';
import { endJob } from './settlement.js';
import type { WorkerState } from './worker-state.js';

/** A task wants a job. Only one that is still wanted itself may have some. */
export function onNestedOpen(
  state: SchedulerState,
  worker: WorkerState,
  message: NestedOpen,
  out: Outputs,
): void {
  const attempt = state.attempts.get(message.attempt);
  const job = attempt === undefined ? undefined : state.jobs.get(attempt.job);
  if (attempt === undefined || job === undefined || !worker.attempts.has(attempt.id)) return;
  const { nest, item } = message;
  if (item < attempt.owed || item >= attempt.end || job.resolved.has(item)) return;
  attempt.nests ??= new Map();
  if (attempt.nests.has(nest) || attempt.nests.size >= NESTED_JOBS_MAX || job.depth >= NESTING_DEPTH_MAX)
    return;
  attempt.started = true;
  job.nests = true;
  attempt.nests.set(nest, undefined);
  out.push({ kind: 'nested-opened', worker: worker.id, parent: job.id, message });
}

/** The task does not want its job any more; that may have ended, with results still on their way. */
export function onNestedCancel(state: SchedulerState, worker: WorkerState, { nest }: NestedCancel): void {
  for (const id of worker.attempts) {
    const nests = state.attempts.get(id)?.nests;
    if (nests === undefined) continue;
    const isKnown = nests.has(nest);
    state.orphans.push({ worker: worker.id, attempt: id, nest, job: nests.get(nest) });
    nests.delete(nest);
    if (isKnown) return;
  }
}

/** The job whose task has started a new one; undefined if that task is over, or has given the new one up. */
export function jobAbove(state: SchedulerState, { parent }: Pick<JobState, 'parent'>): JobState | undefined {
  const attempt = parent && state.attempts.get(parent.attempt);
  if (parent === undefined || attempt?.nests?.has(parent.nest) !== true) return undefined;
  return state.jobs.get(attempt.job);
}

/** Lets the task's attempt know of its job. */
export function adopt(state: SchedulerState, job: JobState): void {
  if (job.parent !== undefined) state.attempts.get(job.parent.attempt)?.nests?.set(job.parent.nest, job.id);
}

/** Ends the jobs of tasks that are over, and thereby those of their tasks. */
export function endOrphans(state: SchedulerState, out: Outputs): void {
  for (let orphan = state.orphans.pop(); orphan !== undefined; orphan = state.orphans.pop()) {
    const job = orphan.job === undefined ? undefined : state.jobs.get(orphan.job);
    if (job !== undefined) endJob(state, job, 'cancelled', out);
    const { worker, attempt, nest } = orphan;
    out.push({ kind: 'nested-over', worker, attempt, nest });
  }
}
