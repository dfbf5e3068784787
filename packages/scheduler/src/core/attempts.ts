import { type Assign, type AttemptId, attemptId, type CodeHash } from '@zfarm/cluster-core/core';
import type { AttemptState } from './attempt-state.js';
import { giveBack, type JobState, type Suspects } from './job-state.js';
import { orphanJobs } from './orphans.js';
import { refreshReady } from './ready-jobs.js';
import type { ChunkDone, Requeued } from './scheduler-output.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';
import { refreshRoom } from './worker-rooms.js';
import type { WorkerState } from './worker-state.js';

interface Opening {
  readonly now: number;
  /** What this is to be a copy of. */
  readonly original?: AttemptState;
}

/** Assigns a chunk to a worker, sending the code ahead of its first use there. */
export function openAttempt(
  state: SchedulerState,
  job: JobState,
  worker: WorkerState,
  chunk: Suspects,
  { now, original }: Opening,
  out: Outputs,
): void {
  state.attemptsMade += 1;
  const id = attemptId(state.attemptsMade);
  const { first, end, history } = chunk;
  state.attempts.set(id, {
    id,
    job: job.id,
    worker: worker.id,
    first,
    end,
    owed: first,
    started: false,
    alone: state.reserved.has(worker),
    reservation: job.policy.reservation,
    suspended: false,
    nests: undefined,
    history,
    assignedAt: now,
    heardAt: now,
    retracted: false,
    relieved: false,
    copy: original !== undefined,
    twin: original?.id,
    copyFailed: false,
  });
  if (original === undefined) job.attempts.add(id);
  else {
    original.twin = id;
    job.relieved.add(id);
  }
  worker.attempts.add(id);
  worker.slotsOut += job.policy.reservation?.slots ?? 1;
  refreshRoom(state, worker);
  if (worker.equippedFor !== job.id) equip(state, job, worker, out);
  out.push({ kind: 'send', worker: worker.id, message: assignMessage(state, job, chunk, id) });
}

/** In one piece, since it is made for every chunk. */
function assignMessage(
  state: SchedulerState,
  job: JobState,
  { first, end, history }: Suspects,
  attempt: AttemptId,
): Assign {
  const count = end - first;
  return {
    kind: 'assign',
    attempt,
    job: job.id,
    code: job.code,
    call: job.call,
    first,
    count,
    items: { owner: state.options.self, id: attempt, bytes: count * job.itemBytes },
    tries: history.length,
    console: job.console,
    setup: job.setup,
    parts: job.parts,
    timeoutMs: job.policy.timeoutMs,
    reservation: job.policy.reservation,
    depth: job.depth,
    slots: state.slots,
    parentSpan: job.parentSpan,
  };
}

/** Sends a worker what it has not got of all that chunks of the job need. */
function equip(state: SchedulerState, job: JobState, worker: WorkerState, out: Outputs): void {
  worker.equippedFor = job.id;
  for (const part of job.parts ?? []) sendCode(state, part, worker, out);
  sendCode(state, job.code, worker, out);
  if (job.setup === undefined) return;
  sendCode(state, job.setup, worker, out);
  job.hosts.add(worker.id);
}

/** Sends code to a worker that has not been sent it. */
export function sendCode(state: SchedulerState, code: CodeHash, worker: WorkerState, out: Outputs): void {
  if (worker.codes.has(code)) return;
  worker.codes.add(code);
  const value = { owner: state.options.self, id: 0, bytes: 0 };
  out.push({ kind: 'send', worker: worker.id, message: { kind: 'code-put', code, value } });
}

/** Forgets an attempt: it is over, or nothing of it counts any more. */
export function closeAttempt(state: SchedulerState, attempt: AttemptState): void {
  state.attempts.delete(attempt.id);
  orphanJobs(state, attempt);
  const job = state.jobs.get(attempt.job);
  job?.attempts.delete(attempt.id);
  if (job !== undefined && job.relieved.size > 0) job.relieved.delete(attempt.id);
  const worker = state.workers.get(attempt.worker);
  if (worker === undefined) return;
  if (attempt.relieved) worker.relieved.delete(attempt.id);
  if (leaveWorker(worker, attempt)) refreshRoom(state, worker);
}

/** The worker has an attempt no more; false if it had not. */
export function leaveWorker(worker: WorkerState, attempt: AttemptState): boolean {
  if (!worker.attempts.delete(attempt.id)) return false;
  if (attempt.suspended) worker.suspended -= 1;
  else worker.slotsOut -= slotsOf(attempt);
  return true;
}

/** The slots that an attempt takes when it is not suspended. */
export function slotsOf({ reservation }: AttemptState): number {
  return reservation?.slots ?? 1;
}

/** Items `[first, end)` of an attempt, and why they are not its own any more. */
interface Returned {
  readonly first: number;
  readonly end: number;
  readonly reason: Requeued['reason'];
}

/** Gives items of an attempt, untouched, to whoever takes them next. */
export function returnItems(
  state: SchedulerState,
  job: JobState,
  attempt: AttemptState,
  { first, end, reason }: Returned,
  out: Outputs,
): void {
  if (first === end) return;
  const items = giveBack(job, first, end, attempt.history);
  if (items === 0) return;
  refreshReady(state, job);
  const { worker } = attempt;
  out.push({ kind: 'notice', event: { type: 'requeued', job: job.id, worker, items, reason } });
}

/** Tells its worker that nothing of an attempt counts any more. */
export function sendCancel({ id, job, worker }: AttemptState, out: Outputs): void {
  out.push({ kind: 'send', worker, message: { kind: 'cancel', attempt: id } });
  out.push({ kind: 'notice', event: { type: 'cancelled', job, attempt: id, worker } });
}

/** Ends an attempt that is not wanted any more; what it still owes of other items is run again. */
export function cancelAttempt(
  state: SchedulerState,
  job: JobState,
  attempt: AttemptState,
  out: Outputs,
): void {
  sendCancel(attempt, out);
  closeAttempt(state, attempt);
  returnItems(state, job, attempt, { first: attempt.owed, end: attempt.end, reason: 'cancelled' }, out);
}

/** Of two attempts at the same items, calls off the other one once nothing is left for it to do. */
export function callOffTwin(state: SchedulerState, job: JobState, attempt: AttemptState, out: Outputs): void {
  const twin = attempt.twin === undefined ? undefined : state.attempts.get(attempt.twin);
  if (twin === undefined || twin.owed >= twin.end) return;
  if (job.resolved.missing(twin.owed, twin.end).length === 0) cancelAttempt(state, job, twin, out);
}

/** What the copy of an attempt has met, another copy would only meet again. */
export function noteCopyFailed(state: SchedulerState, { twin }: AttemptState): void {
  const original = twin === undefined ? undefined : state.attempts.get(twin);
  if (original !== undefined) original.copyFailed = true;
}

/** What is told of an attempt that its worker is done with. */
export function chunkDone(attempt: AttemptState, busyMs: number, now: number): ChunkDone {
  const { id, job, worker, first, end, assignedAt } = attempt;
  return {
    type: 'chunk-done',
    job,
    attempt: id,
    worker,
    first,
    items: end - first,
    busyMs,
    tookMs: now - assignedAt,
  };
}
