import { closeAttempt, sendCancel } from './attempts.js';
import { isFinished, type JobState, resolve } from './job-state.js';
import { refreshReady } from './ready-jobs.js';
import type { ItemFailed, ItemLoss, JobEnded } from './scheduler-output.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';
import { refreshWorkers } from './worker-rooms.js';

/** Marks an item as failed for good; ends the job if it is fail-fast, or if that was the last one. */
export function failItem(
  state: SchedulerState,
  job: JobState,
  failed: {
    readonly item: number;
    readonly reason: ItemFailed['reason'];
    readonly losses: readonly ItemLoss[];
  },
  out: Outputs,
): void {
  resolve(job, failed.item, failed.item + 1);
  out.push({ kind: 'item-failed', job: job.id, ...failed });
  if (job.policy.failFast) endJob(state, job, 'failed', out);
  else endIfFinished(state, job, out);
}

/** Ends a job whose last item has resolved. */
export function endIfFinished(state: SchedulerState, job: JobState, out: Outputs): void {
  if (isFinished(job)) endJob(state, job, 'completed', out);
}

/** Ends a job: attempts still under way are cancelled, and nothing counts any more. */
export function endJob(
  state: SchedulerState,
  job: JobState,
  outcome: JobEnded['outcome'],
  out: Outputs,
): void {
  for (const id of [...job.attempts, ...job.relieved]) {
    const attempt = state.attempts.get(id);
    if (attempt === undefined) continue;
    // The end may come of the loss of a worker, while other attempts there are still to be given back.
    const isHeard = state.workers.has(attempt.worker);
    if (isHeard && (job.attempts.has(id) || attempt.copy) && attempt.owed < attempt.end) {
      sendCancel(attempt, out);
    }
    closeAttempt(state, attempt);
  }
  for (const worker of job.hosts) {
    if (!state.workers.has(worker)) continue;
    out.push({ kind: 'send', worker, message: { kind: 'job-ended', job: job.id } });
  }
  if (job.parent !== undefined) state.attempts.get(job.parent.attempt)?.nests?.delete(job.parent.nest);
  state.jobs.delete(job.id);
  state.ready.delete(job);
  state.troubled.delete(job);
  state.picky.delete(job);
  if (state.homeless.delete(job)) refreshWorkers(state);
  state.resting.delete(job);
  state.open.delete(job);
  out.push({ kind: 'job-ended', job: job.id, outcome });
}

/** Notes that items need no running any more, so that `ready` stays true. */
export function resolveItems(
  state: SchedulerState,
  job: JobState,
  first: number,
  end: number,
): ReturnType<typeof resolve> {
  const open = resolve(job, first, end);
  refreshReady(state, job);
  return open;
}
