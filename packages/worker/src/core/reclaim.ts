import { watchFront } from './cancel.js';
import { RECLAIM_CHECK_MS, RECLAIM_WAIT_MS } from './limits.js';
import type { Run, Slot } from './slot.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/**
 * Takes attempts that wait in a busy slot back for idle ones, once nothing is queued: handing them over ahead was a
 * bet on how long what is before them takes. Whether the thread has started one meanwhile is answered by its slot.
 */
export function reclaim(state: WorkerState, now: number, out: WorkerOutput[]): void {
  state.reclaimAt = undefined;
  const idle = state.slots.filter(isIdle);
  const crowded = idle.length === 0 ? [] : state.slots.filter((slot) => waiting(slot).length > 0);
  if (crowded.length === 0) return;
  state.reclaimAt = now + RECLAIM_CHECK_MS;
  const longestFirst = crowded.toSorted((one, other) => waitMs(other, now) - waitMs(one, now));
  for (const slot of longestFirst.slice(0, idle.length)) {
    if (waitMs(slot, now) < RECLAIM_WAIT_MS) break;
    for (const run of latterHalf(waiting(slot))) {
      run.reclaim = 'asked';
      out.push({ kind: 'cut-run', slot: slot.index, run: run.number });
    }
  }
}

function isIdle(slot: Slot): boolean {
  return slot.ready && !slot.ending && slot.runs.length === 0 && slot.lentTo === undefined;
}

/** What the slot could give back. Of a run whose items its client has taken back there is nothing left. */
function waiting(slot: Slot): readonly Run[] {
  return slot.runs.slice(1).filter((run) => !run.muted && run.reclaim === 'untried' && run.from < run.to);
}

/** How long the last run of a slot would wait. What has overtaken its expected time may go on for ever. */
function waitMs(slot: Slot, now: number): number {
  const [front, ...others] = slot.runs;
  let sum = 0;
  for (const run of others.slice(0, -1)) sum += run.expectedMs ?? 0;
  if (front === undefined) return sum;
  const leftMs = (front.expectedMs ?? 0) - (now - slot.frontSince);
  return leftMs < -RECLAIM_WAIT_MS ? Number.POSITIVE_INFINITY : sum + Math.max(0, leftMs);
}

function latterHalf(runs: readonly Run[]): readonly Run[] {
  return runs.slice(Math.floor(runs.length / 2));
}

/** The slot's answer: what it had not started of the run is queued again. */
export function takeBack(state: WorkerState, slot: Slot, run: Run, end: number, now: number): void {
  const { attempt } = run;
  const left = { from: end, to: run.to };
  if (end > run.from) {
    run.reclaim = 'refused';
    run.to = end;
    if (left.from < left.to) attempt.todo.unshift(left);
    return;
  }
  run.muted = true;
  state.shares.refund(run);
  attempt.slot = undefined;
  attempt.todo.unshift(left);
  attempt.client.queue.unshift(attempt);
  if (slot.runs[0] === run) watchFront(state, slot, now);
}
