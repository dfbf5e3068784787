import type { JobState } from './job-state.js';
import type { JobPolicy } from './scheduler-input.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';
import { endJob } from './settlement.js';
import { refreshWorkers } from './worker-rooms.js';
import { fits, isUsable } from './worker-state.js';

/**
 * Looks which jobs nobody here could ever serve, whenever workers or jobs have come or gone: such a job runs at home if
 * home will do, and is failed when it has lasted for as long as the job may wait.
 */
export function watchUnmatched(state: SchedulerState, now: number, out: Outputs): void {
  const due = state.unmatchedAt !== undefined && state.unmatchedAt <= now;
  if (!state.offersChanged && !due) return;
  if (state.offersChanged) rehome(state);
  state.offersChanged = false;
  state.unmatchedAt = undefined;
  for (const job of state.picky) {
    const { unmatched } = job.policy;
    if (unmatched === undefined || !isUnmatched(state, job, unmatched.evenAlone)) {
      job.unmatchedAt = undefined;
      continue;
    }
    job.unmatchedAt ??= now + unmatched.afterMs;
    if (job.unmatchedAt > now) state.unmatchedAt = Math.min(state.unmatchedAt ?? Infinity, job.unmatchedAt);
    else {
      out.push({ kind: 'job-unmatched', job: job.id, policy: job.policy });
      endJob(state, job, 'failed', out);
    }
  }
}

/** We slept ourselves: who would have come meanwhile has had no chance to be noticed. */
export function forgiveAbsence(state: SchedulerState): void {
  for (const job of state.picky) job.unmatchedAt = undefined;
  state.unmatchedAt = undefined;
  state.offersChanged = true;
}

/** Finds out anew which jobs no worker of the network serves that the pool of this process might. */
function rehome(state: SchedulerState): void {
  const remotes = [...state.workers.values()].filter((worker) => !worker.local && isUsable(worker));
  let changed = false;
  for (const job of state.picky) {
    const homeless = fitsHomes(state, job.policy) && !remotes.some((worker) => fits(worker, job.policy));
    if (homeless === state.homeless.has(job)) continue;
    changed = true;
    if (homeless) state.homeless.add(job);
    else state.homeless.delete(job);
  }
  if (changed) refreshWorkers(state);
}

/** The pool of a client has slots and memory, and neither labels nor resources. */
function fitsHomes(state: SchedulerState, { worker, labels, reservation }: JobPolicy): boolean {
  if (worker !== undefined && state.workers.get(worker)?.local !== true) return false;
  return Object.keys({ ...labels, ...reservation?.resources }).length === 0;
}

/** The pool of this process could do it for all that is known: what it offers is seen when it has been opened. */
function mayOpenHome(state: SchedulerState, { policy }: JobState): boolean {
  if (state.options.local === 'never' || !fitsHomes(state, policy)) return false;
  for (const worker of state.workers.values()) if (worker.local) return false;
  return true;
}

function isUnmatched(state: SchedulerState, job: JobState, evenAlone: boolean): boolean {
  if (mayOpenHome(state, job)) return false;
  let known = 0;
  for (const worker of state.workers.values()) {
    if (worker.draining) continue;
    known += 1;
    if (fits(worker, job.policy)) return false;
  }
  return known > 0 || evenAlone;
}
