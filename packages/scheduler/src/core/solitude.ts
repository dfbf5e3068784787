import { openAttempt } from './attempts.js';
import { type JobState, takeSuspects } from './job-state.js';
import { refreshReady } from './ready-jobs.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';
import { isInUse, refreshRoom, serves } from './worker-rooms.js';
import { atWork, type WorkerState } from './worker-state.js';

/**
 * Gives suspects that must run alone a worker each. A worker that has other work is reserved and so emptied first,
 * one at a time for each job; it stays the chosen one until it is empty, or it would be filled again meanwhile.
 */
export function placeSuspects(state: SchedulerState, now: number, out: Outputs): void {
  if (state.troubled.size === 0 && state.reserved.size === 0) return;
  const emptying = new Set([...state.reserved].filter((worker) => !hostsSuspects(state, worker)));
  const wanted = new Set<WorkerState>();
  for (const job of state.troubled) {
    while (job.solitary.length > 0) {
      const worker = [...emptying].find((one) => isChoice(state, job, one)) ?? leastBusy(state, job);
      if (worker === undefined) break;
      reserve(state, worker);
      const suspects = isEmpty(worker) ? takeSuspects(job, job.solitary) : undefined;
      if (suspects === undefined) {
        if (job.solitary.length > 0) wanted.add(worker);
        else emptying.add(worker);
        break;
      }
      emptying.delete(worker);
      worker.heardAt = now;
      openAttempt(state, job, worker, suspects, { now }, out);
    }
    refreshReady(state, job);
  }
  for (const worker of emptying) if (!wanted.has(worker)) release(state, worker);
}

function hostsSuspects(state: SchedulerState, worker: WorkerState): boolean {
  for (const id of worker.attempts) if (state.attempts.get(id)?.alone === true) return true;
  return false;
}

function isEmpty(worker: WorkerState): boolean {
  return atWork(worker) === 0 && worker.creditLimit > 0;
}

function reserve(state: SchedulerState, worker: WorkerState): void {
  state.reserved.add(worker);
  refreshRoom(state, worker);
}

function release(state: SchedulerState, worker: WorkerState): void {
  state.reserved.delete(worker);
  refreshRoom(state, worker);
}

function isChoice(state: SchedulerState, job: JobState, worker: WorkerState): boolean {
  return isInUse(state, worker) && serves(state, worker, job);
}

function leastBusy(state: SchedulerState, job: JobState): WorkerState | undefined {
  let best: WorkerState | undefined;
  for (const worker of state.workers.values()) {
    if (state.reserved.has(worker) || !isChoice(state, job, worker)) continue;
    if (best === undefined || atWork(worker) < atWork(best)) best = worker;
  }
  return best;
}
