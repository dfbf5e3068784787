import { cancelAttempt } from './attempts.js';
import { createJob } from './job-state.js';
import { adopt, jobAbove } from './nested-jobs.js';
import { refreshReady } from './ready-jobs.js';
import type {
  ItemCancelled,
  ItemsAdded,
  JobCancelled,
  JobSubmitted,
  WindowMoved,
} from './scheduler-input.js';
import type { Outputs, SchedulerState } from './scheduler-state.js';
import { endIfFinished, endJob, resolveItems } from './settlement.js';

export function onJobSubmitted(state: SchedulerState, input: JobSubmitted, out: Outputs): void {
  if (state.jobs.has(input.job)) throw new Error(`job ${input.job} was submitted twice`);
  const above = jobAbove(state, { parent: input.parent });
  if (input.parent !== undefined && above === undefined) {
    out.push({ kind: 'job-ended', job: input.job, outcome: 'cancelled' });
    return;
  }
  const job = createJob(input, above);
  state.jobs.set(job.id, job);
  adopt(state, job);
  if (!job.ended) state.open.add(job);
  const { worker, labels, reservation, unmatched } = job.policy;
  if ([worker, labels, reservation, unmatched].some((given) => given !== undefined)) {
    state.picky.add(job);
    state.offersChanged = true;
  }
  refreshReady(state, job);
  endIfFinished(state, job, out);
}

export function onItemsAdded(state: SchedulerState, input: ItemsAdded, out: Outputs): void {
  const job = state.jobs.get(input.job);
  if (job === undefined) return;
  if (job.ended) throw new Error(`items were added to job ${input.job} after its end`);
  job.waiting.add(job.items, job.items + input.count);
  job.items += input.count;
  job.ended = input.ended;
  job.itemBytes = input.itemBytes ?? job.itemBytes;
  job.pulling = false;
  if (job.ended) state.open.delete(job);
  else state.open.add(job);
  refreshReady(state, job);
  endIfFinished(state, job, out);
}

export function onWindowMoved(state: SchedulerState, input: WindowMoved): void {
  const job = state.jobs.get(input.job);
  if (job === undefined) return;
  job.windowEnd = Math.max(job.windowEnd, input.end);
  refreshReady(state, job);
}

export function onJobCancelled(state: SchedulerState, input: JobCancelled, out: Outputs): void {
  const job = state.jobs.get(input.job);
  if (job !== undefined) endJob(state, job, 'cancelled', out);
}

export function onItemCancelled(state: SchedulerState, input: ItemCancelled, out: Outputs): void {
  const job = state.jobs.get(input.job);
  if (job === undefined || input.item >= job.items) return;
  resolveItems(state, job, input.item, input.item + 1);
  for (const id of [...job.attempts]) {
    const attempt = state.attempts.get(id);
    if (attempt === undefined || input.item < attempt.owed || input.item >= attempt.end) continue;
    // The item may be the one that runs, and never end: what waits behind it is asked back first.
    if (attempt.end - attempt.owed === 1) cancelAttempt(state, job, attempt, out);
    else {
      attempt.retracted = true;
      out.push({ kind: 'send', worker: attempt.worker, message: { kind: 'retract', attempt: id } });
    }
  }
  endIfFinished(state, job, out);
}
