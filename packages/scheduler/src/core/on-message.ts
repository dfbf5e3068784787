import type { Cut, Done, Failed, Log, NestedOpen, Progress, Slice, ToClient } from '@zfarm/cluster-core/core';
import type { AttemptState } from './attempt-state.js';
import {
  callOffTwin,
  cancelAttempt,
  chunkDone,
  closeAttempt,
  noteCopyFailed,
  returnItems,
  sendCode,
  slotsOf,
} from './attempts.js';
import { giveBack, isFinished, type JobState, measure } from './job-state.js';
import { RETRACT_AFTER_MS, RETRACT_AFTER_MS_MAX } from './limits.js';
import { onNestedCancel, onNestedOpen } from './nested-jobs.js';
import { refreshReady } from './ready-jobs.js';
import type { WorkerMessages } from './scheduler-input.js';
import type { ItemLoss } from './scheduler-output.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';
import { endIfFinished, resolveItems } from './settlement.js';
import { faults, isPoison } from './suspicion.js';
import { falter } from './verdict.js';
import { refreshRoom, refreshWorkers } from './worker-rooms.js';
import type { WorkerState } from './worker-state.js';

/** An attempt that a worker speaks of, with its job; `current` unless it is a copy or was taken from the worker. */
interface Subject {
  readonly attempt: AttemptState;
  readonly job: JobState;
  readonly current: boolean;
}

export function onWorkerMessages(
  state: SchedulerState,
  input: WorkerMessages,
  now: number,
  out: Outputs,
): void {
  const worker = state.workers.get(input.worker);
  if (worker === undefined) return;
  worker.heardAt = now;
  if (worker.silent) {
    worker.silent = false;
    refreshWorkers(state);
    out.push({ kind: 'notice', event: { type: 'worker-back', worker: worker.id } });
  }
  for (const message of input.messages) onMessage(state, worker, message, now, out);
  // The last results mostly come with the end of their chunk, and what that took is still the job's.
  if (state.finished.length > 0) {
    for (const job of state.finished.splice(0)) if (state.jobs.has(job.id)) endIfFinished(state, job, out);
  }
}

function onMessage(
  state: SchedulerState,
  worker: WorkerState,
  message: ToClient,
  now: number,
  out: Outputs,
): void {
  switch (message.kind) {
    case 'alive':
      return;
    case 'credit':
      worker.creditLimit = message.limit;
      refreshRoom(state, worker);
      return;
    case 'draining':
      if (!worker.draining)
        out.push({ kind: 'notice', event: { type: 'worker-draining', worker: worker.id } });
      worker.draining = true;
      refreshWorkers(state);
      return;
    case 'code-need':
      onCodeNeed(state, worker, message.code, out);
      return;
    case 'nested-open':
      onNestedOpen(state, worker, message, out);
      return;
    case 'nested-cancel':
      onNestedCancel(state, worker, message);
      return;
    case 'nested-code':
    case 'nested-window':
      out.push({ kind: 'nested-told', worker: worker.id, message });
      return;
    case 'started':
    case 'suspended':
    case 'resumed':
    case 'slice':
    case 'failed':
    case 'done':
    case 'cut':
    case 'log':
    case 'progress':
      onAttemptMessage(state, worker, message, now, out);
  }
}

function onCodeNeed(state: SchedulerState, worker: WorkerState, code: string, out: Outputs): void {
  worker.codes.delete(code);
  for (const job of state.jobs.values()) {
    if (job.code !== code && job.setup !== code && job.parts?.includes(code) !== true) continue;
    sendCode(state, code, worker, out);
    return;
  }
}

function onAttemptMessage(
  state: SchedulerState,
  worker: WorkerState,
  message: Exclude<Extract<ToClient, { readonly attempt: unknown }>, NestedOpen>,
  now: number,
  out: Outputs,
): void {
  const attempt = state.attempts.get(message.attempt);
  const job = attempt === undefined ? undefined : state.jobs.get(attempt.job);
  // Not ours, over, or of another worker: a late or a false report, which changes nothing.
  if (attempt === undefined || job === undefined || attempt.worker !== worker.id) return;
  const subject: Subject = { attempt, job, current: !attempt.relieved && !attempt.copy };
  attempt.heardAt = now;
  attempt.started ||= message.kind !== 'cut';
  switch (message.kind) {
    case 'started':
      return;
    case 'suspended':
    case 'resumed':
      onSuspension(state, worker, subject, message.kind === 'suspended');
      return;
    case 'slice':
      state.warm = worker;
      onSlice(state, subject, message, out);
      return;
    case 'failed':
      // Whatever is wrong there, nothing should be drawn to it.
      if (state.warm === worker) state.warm = undefined;
      onFailed(state, subject, message, out);
      return;
    case 'done':
      onDone(state, subject, message, now, out);
      return;
    case 'log':
      onLog(subject, message, out);
      return;
    case 'progress':
      onProgress(subject, message, out);
      return;
    case 'cut':
      onCut(state, subject, message, out);
  }
}

/** While its item waits the attempt, be it a copy, takes neither slot nor credit, so that others can do what it waits for. */
function onSuspension(
  state: SchedulerState,
  worker: WorkerState,
  { attempt }: Subject,
  suspended: boolean,
): void {
  if (!worker.attempts.has(attempt.id) || attempt.suspended === suspended) return;
  attempt.suspended = suspended;
  worker.suspended += suspended ? 1 : -1;
  worker.slotsOut += suspended ? -slotsOf(attempt) : slotsOf(attempt);
  // Others come in meanwhile, or were in: of a worker's end from now on it is not known to be the cause.
  for (const id of worker.attempts) {
    const held = state.attempts.get(id);
    if (held !== undefined) held.alone = false;
  }
  refreshRoom(state, worker);
}

/** Success counts whoever brings it, once: what has resolved already is passed over. */
function onSlice(
  state: SchedulerState,
  { attempt, job, current }: Subject,
  message: Slice,
  out: Outputs,
): void {
  const { first, count, values } = message;
  if (first < attempt.first || first + count > attempt.end) return;
  if (current) advance(state, job, attempt, first, first + count, out);
  else attempt.owed = Math.max(attempt.owed, first + count);
  let won = 0;
  for (const open of resolveItems(state, job, first, first + count)) {
    out.push({
      kind: 'items-settled',
      job: job.id,
      worker: attempt.worker,
      first: open.first,
      count: open.end - open.first,
      offset: open.first - first,
      values,
    });
    won += open.end - open.first;
  }
  if (attempt.copy && won > 0) {
    const event = { type: 'copy-won', job: job.id, worker: attempt.worker, items: won } as const;
    out.push({ kind: 'notice', event });
  }
  callOffTwin(state, job, attempt, out);
  if (isFinished(job)) state.finished.push(job);
}

/** Failure counts only from a current attempt: another one may be about to succeed. */
function onFailed(
  state: SchedulerState,
  { attempt, job, current }: Subject,
  message: Failed,
  out: Outputs,
): void {
  const { item, fault, failure } = message;
  if (attempt.copy) noteCopyFailed(state, attempt);
  if (!current || item < attempt.owed || item >= attempt.end) return;
  advance(state, job, attempt, item, item + 1, out);
  if (job.resolved.has(item)) return;
  const event = {
    type: 'attempt-failed',
    job: job.id,
    attempt: attempt.id,
    worker: attempt.worker,
    item,
    fault,
  } as const;
  out.push({ kind: 'notice', event });
  const losses: readonly ItemLoss[] = [...attempt.history, { worker: attempt.worker, fault, failure }];
  const retriesUsed = faults(losses);
  if (fault === 'task' || fault === 'time-limit') {
    const final = retriesUsed > job.policy.retries;
    falter(state, job, { item, reason: fault, losses, final }, out);
  } else if (isPoison(losses, job.policy.lossesMax)) {
    falter(state, job, { item, reason: 'poison', losses, final: true }, out);
  } else {
    giveBack(job, item, item + 1, losses);
    refreshReady(state, job);
    out.push({ kind: 'notice', event: { type: 'retried', job: job.id, item, worker: attempt.worker } });
  }
}

/** Items come in order; those that a report has skipped were not run, whatever the worker thinks. */
function advance(
  state: SchedulerState,
  job: JobState,
  attempt: AttemptState,
  first: number,
  end: number,
  out: Outputs,
): void {
  if (first > attempt.owed)
    returnItems(state, job, attempt, { first: attempt.owed, end: first, reason: 'skipped' }, out);
  attempt.owed = Math.max(attempt.owed, end);
}

function onDone(
  state: SchedulerState,
  { attempt, job, current }: Subject,
  message: Done,
  now: number,
  out: Outputs,
): void {
  closeAttempt(state, attempt);
  out.push({ kind: 'notice', event: chunkDone(attempt, message.busyMs, now) });
  if (!current) return;
  returnItems(state, job, attempt, { first: attempt.owed, end: attempt.end, reason: 'skipped' }, out);
  measure(job, attempt.end - attempt.first, message.busyMs);
  job.patienceMs = Math.max(job.patienceMs / 2, RETRACT_AFTER_MS);
}

function onLog({ attempt, job }: Subject, message: Log, out: Outputs): void {
  const { item, stream, text, dropped } = message;
  if (item < attempt.first || item >= attempt.end) return;
  out.push({ kind: 'item-log', job: job.id, worker: attempt.worker, item, stream, text, dropped });
}

function onProgress({ attempt, job, current }: Subject, message: Progress, out: Outputs): void {
  const { item, fraction } = message;
  if (!current || item < attempt.owed || item >= attempt.end || job.resolved.has(item)) return;
  out.push({ kind: 'item-progress', job: job.id, item, fraction });
}

/** A cut to the first item ends an attempt that never began; any other is followed by its `done`. */
function onCut(state: SchedulerState, { attempt, job, current }: Subject, message: Cut, out: Outputs): void {
  const end = Math.max(message.end, attempt.owed);
  if (current && end < attempt.end) {
    returnItems(state, job, attempt, { first: end, end: attempt.end, reason: 'cut' }, out);
    attempt.end = end;
  }
  if (message.end <= attempt.first) {
    closeAttempt(state, attempt);
    job.patienceMs = Math.min(job.patienceMs * 2, RETRACT_AFTER_MS_MAX);
  }
  // The last item that it began was given up, and may never end.
  else if (current && attempt.owed < attempt.end && job.resolved.has(attempt.end - 1)) {
    cancelAttempt(state, job, attempt, out);
  }
}
