import type { AttemptState } from './attempt-state.js';
import { closeAttempt, returnItems } from './attempts.js';
import { demandMessage } from './demand.js';
import { giveBack, type JobState } from './job-state.js';
import { STARTED_TOLD_MS } from './limits.js';
import { refreshReady } from './ready-jobs.js';
import type { WorkerClosed, WorkerOpened } from './scheduler-input.js';
import type { ItemLoss } from './scheduler-output.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';
import { isPoison } from './suspicion.js';
import { falter } from './verdict.js';
import { moveTo, refreshWorkers } from './worker-rooms.js';
import { createWorker, type WorkerState } from './worker-state.js';

export function onWorkerOpened(state: SchedulerState, input: WorkerOpened, now: number, out: Outputs): void {
  if (state.workers.has(input.worker)) throw new Error(`worker ${input.worker} was opened twice`);
  state.workers.set(input.worker, createWorker(input, now));
  if (input.local) state.localAsked = false;
  refreshWorkers(state);
  if (state.demanding) out.push({ kind: 'send', worker: input.worker, message: demandMessage(state) });
}

/** All that was under way there is lost; what had begun may have been the worker's end. */
export function onWorkerClosed(state: SchedulerState, input: WorkerClosed, now: number, out: Outputs): void {
  const worker = state.workers.get(input.worker);
  if (worker === undefined) return;
  state.workers.delete(input.worker);
  if (worker.local) state.localAsked = false;
  const hadRemotes = state.remotes > 0;
  refreshWorkers(state);
  moveTo(worker, undefined);
  if (state.warm === worker) state.warm = undefined;
  state.reserved.delete(worker);
  // The job has waited for somebody already: at the loss of the last one it goes home at once.
  if (hadRemotes && state.remotes === 0) state.localAt = now;
  for (const [place, id] of [...worker.attempts, ...worker.relieved].entries()) {
    const attempt = state.attempts.get(id);
    if (attempt === undefined) continue;
    const job = state.jobs.get(attempt.job);
    closeAttempt(state, attempt);
    if (job === undefined || attempt.copy || worker.relieved.has(id)) continue;
    if (attempt.suspended) loseWaiting(state, job, attempt, out);
    else if (mayHaveBegun(worker, attempt, place, now)) loseItems(state, job, attempt, out);
    else returnItems(state, job, attempt, { first: attempt.owed, end: attempt.end, reason: 'lost' }, out);
  }
}

/** A worker tells late what has begun, lest short tasks pay for it: what it should have begun with may be to blame, too. */
function mayHaveBegun(worker: WorkerState, attempt: AttemptState, place: number, now: number): boolean {
  return attempt.started || place < worker.capacity.slots || now < attempt.heardAt + STARTED_TOLD_MS;
}

/**
 * The death of a process does not tell which of its items was to blame. Each group of suspects runs again in
 * two halves, in the end with a worker to itself, until the culprit dies alone.
 */
function loseItems(state: SchedulerState, job: JobState, attempt: AttemptState, out: Outputs): void {
  const { owed: first, end, worker, alone } = attempt;
  const history: readonly ItemLoss[] = [...attempt.history, { worker, fault: 'worker', alone }];
  if (end - first === 1 && isPoison(history, job.policy.lossesMax)) {
    giveUp(state, job, first, history, out);
    return;
  }
  const middle = first + Math.ceil((end - first) / 2);
  const items = giveBack(job, first, middle, history) + giveBack(job, middle, end, history);
  refreshReady(state, job);
  if (items === 0) return;
  out.push({ kind: 'notice', event: { type: 'requeued', job: job.id, worker, items, reason: 'lost' } });
}

/** What waits for jobs of its own is at no work, so no worker's end is its fault. It is the only item that the attempt owes. */
function loseWaiting(state: SchedulerState, job: JobState, attempt: AttemptState, out: Outputs): void {
  const { owed, worker } = attempt;
  const history: readonly ItemLoss[] = [...attempt.history, { worker, fault: 'waiting' }];
  if (isPoison(history, job.policy.lossesMax)) {
    giveUp(state, job, owed, history, out);
    return;
  }
  returnItems(state, job, { ...attempt, history }, { first: owed, end: attempt.end, reason: 'lost' }, out);
}

function giveUp(
  state: SchedulerState,
  job: JobState,
  item: number,
  losses: readonly ItemLoss[],
  out: Outputs,
): void {
  if (!job.resolved.has(item)) falter(state, job, { item, reason: 'poison', losses, final: true }, out);
}
