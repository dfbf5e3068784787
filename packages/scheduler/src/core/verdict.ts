import { giveBack, type JobState, type Resting } from './job-state.js';
import { refreshReady } from './ready-jobs.js';
import type { ItemVerdict } from './scheduler-input.js';
import type { ItemFaltered, ItemLoss } from './scheduler-output.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';
import { endIfFinished, failItem, resolveItems } from './settlement.js';

/** An item has failed, for good or not: its policy decides what becomes of it, or the client where that is judged. */
export function falter(
  state: SchedulerState,
  job: JobState,
  failed: Omit<ItemFaltered, 'kind' | 'job'>,
  out: Outputs,
): void {
  const { item, reason, losses, final } = failed;
  if (job.policy.judged === true) {
    job.faltered.set(item, { reason, losses });
    out.push({ kind: 'item-faltered', job: job.id, ...failed });
  } else if (final) failItem(state, job, { item, reason, losses }, out);
  else retry(state, job, item, losses, out);
}

export function onItemVerdict(state: SchedulerState, input: ItemVerdict, now: number, out: Outputs): void {
  const { item, verdict } = input;
  const job = state.jobs.get(input.job);
  const faltered = job?.faltered.get(item);
  if (job === undefined || faltered === undefined) return;
  job.faltered.delete(item);
  if (job.resolved.has(item)) return;
  switch (verdict.kind) {
    case 'fail':
      failItem(state, job, { item, ...faltered }, out);
      return;
    case 'give':
      resolveItems(state, job, item, item + 1);
      out.push({ kind: 'item-given', job: job.id, item });
      endIfFinished(state, job, out);
      return;
    case 'retry':
      if (verdict.delayMs > 0)
        rest(state, job, { item, until: now + verdict.delayMs, history: faltered.losses });
      else retry(state, job, item, faltered.losses, out);
  }
}

function retry(
  state: SchedulerState,
  job: JobState,
  item: number,
  history: readonly ItemLoss[],
  out: Outputs,
): void {
  giveBack(job, item, item + 1, history);
  refreshReady(state, job);
  const worker = history.at(-1)?.worker ?? state.options.self;
  out.push({ kind: 'notice', event: { type: 'retried', job: job.id, item, worker } });
}

function rest(state: SchedulerState, job: JobState, resting: Resting): void {
  // Most come in the order of their time.
  let place = job.resting.length;
  while (place > 0 && (job.resting[place - 1]?.until ?? 0) > resting.until) place -= 1;
  job.resting.splice(place, 0, resting);
  state.resting.add(job);
}

/** Items whose time to be tried again has come. */
export function wakeItems(state: SchedulerState, now: number, out: Outputs): void {
  for (const job of state.resting) {
    for (let next = job.resting[0]; next !== undefined && next.until <= now; next = job.resting[0]) {
      job.resting.shift();
      if (!job.resolved.has(next.item)) retry(state, job, next.item, next.history, out);
    }
    if (job.resting.length === 0) state.resting.delete(job);
  }
}

/** When the next one is due; Infinity: none rests. */
export function nextWaking(state: SchedulerState): number {
  let due = Number.POSITIVE_INFINITY;
  for (const { resting } of state.resting) due = Math.min(due, resting[0]?.until ?? due);
  return due;
}
