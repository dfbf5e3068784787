import type { Attempt } from './attempt.js';
import { endAttempt } from './attempt-life.js';
import { dropNests } from './nests.js';
import type { Run, Slot } from './slot.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/** The slot and run that hold an attempt. */
export function holderOf(state: WorkerState, attempt: Attempt): { slot: Slot; run: Run } {
  const slot = state.slots[attempt.slot ?? -1];
  const isRun = (held: Run): boolean => held.attempt === attempt && !held.muted;
  const run = slot?.runs.find(isRun) ?? [...(slot?.suspended.values() ?? [])].find(isRun);
  if (slot === undefined || run === undefined) throw new Error('A held attempt has a slot with a run of it.');
  return { slot, run };
}

/** Ends an attempt wherever it is. A running one may come to its next item by itself, else its thread is ended. */
export function cancel(state: WorkerState, attempt: Attempt, now: number, out: WorkerOutput[]): void {
  if (attempt.place === 'held') {
    const { slot, run } = holderOf(state, attempt);
    run.muted = true;
    dropNests(state, run);
    out.push({ kind: 'interrupt', slot: slot.index, run: run.number });
    if (slot.runs[0] === run) watchFront(state, slot, now);
  }
  endAttempt(state, attempt);
}

/** Starts the grace of a slot's front run if that is muted; called whenever the front changes. */
export function watchFront(state: WorkerState, slot: Slot, now: number): void {
  slot.overdueAt = slot.runs[0]?.muted === true ? now + state.cancelGraceMs : undefined;
}
