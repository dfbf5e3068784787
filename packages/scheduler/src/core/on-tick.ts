import { leaveWorker, returnItems, sendCancel } from './attempts.js';
import { HEARTBEAT_MS, SILENT_MS } from './limits.js';
import { orphanJobs } from './orphans.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';
import { refreshRoom, refreshWorkers } from './worker-rooms.js';
import type { WorkerState } from './worker-state.js';

/** Looks, when it is time, for workers that have work of ours and say nothing. */
export function scanWorkers(state: SchedulerState, now: number, out: Outputs): void {
  if (state.scanAt === undefined || now < state.scanAt) return;
  state.scanAt = undefined;
  for (const worker of state.workers.values()) {
    if (worker.attempts.size > 0) examine(state, worker, now, out);
  }
}

/** The next look is due `HEARTBEAT_MS` from now, as long as anybody has work of ours. */
export function armScan(state: SchedulerState, now: number): void {
  if (state.attempts.size > 0) state.scanAt ??= now + HEARTBEAT_MS;
  else state.scanAt = undefined;
}

function examine(state: SchedulerState, worker: WorkerState, now: number, out: Outputs): void {
  const silentMs = now - worker.heardAt;
  if (silentMs >= SILENT_MS) relieve(state, worker, out);
  else if (silentMs >= HEARTBEAT_MS)
    out.push({ kind: 'send', worker: worker.id, message: { kind: 'heartbeat' } });
}

/**
 * Takes everything from a worker that is frozen or cut off. Nobody has died, so nothing is held against the
 * items; should it come back, it is told to stop, and what it had finished until then is welcome.
 */
function relieve(state: SchedulerState, worker: WorkerState, out: Outputs): void {
  worker.silent = true;
  out.push({ kind: 'notice', event: { type: 'worker-silent', worker: worker.id } });
  for (const id of [...worker.attempts]) {
    const attempt = state.attempts.get(id);
    const job = attempt === undefined ? undefined : state.jobs.get(attempt.job);
    if (attempt === undefined || job === undefined) continue;
    leaveWorker(worker, attempt);
    orphanJobs(state, attempt);
    attempt.relieved = true;
    worker.relieved.add(id);
    job.attempts.delete(id);
    job.relieved.add(id);
    const owed = { first: attempt.owed, end: attempt.end, reason: 'silent' } as const;
    if (!attempt.copy) returnItems(state, job, attempt, owed, out);
    sendCancel(attempt, out);
  }
  refreshRoom(state, worker);
  refreshWorkers(state);
}

/** We were held up ourselves (a breakpoint, busy user code): nobody is judged by what we could not hear. */
export function forgiveSilence(state: SchedulerState, now: number): void {
  for (const worker of state.workers.values()) worker.heardAt = now;
}
