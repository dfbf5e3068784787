import { tellCut } from './attempt-life.js';
import { noteFront } from './beginnings.js';
import { watchFront } from './cancel.js';
import { cancelNests } from './nests.js';
import { report, tell } from './run-report.js';
import type { Run, Slot } from './slot.js';
import type { SlotDied, SlotSuspended } from './worker-input.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/**
 * The front run's item waits for jobs that it has started. What comes behind it in the attempt goes back to the client: it
 * would wait along. The run itself stays in the thread and holds neither the slot nor credit.
 */
export function onSuspended(
  state: WorkerState,
  slot: Slot,
  run: Run,
  { item }: SlotSuspended,
  now: number,
  out: WorkerOutput[],
): void {
  if (!run.muted && (item !== run.reportedTo || item >= run.to))
    throw new Error(`Run ${run.number} waits at item ${item} after ${run.reportedTo}, before ${run.to}.`);
  const { client, assign } = run.attempt;
  state.shares.charge(slot, now);
  state.shares.refund(run);
  client.held -= 1;
  client.suspended += 1;
  giveUpReservation(state, slot, run);
  slot.runs.shift();
  slot.suspended.set(run.number, run);
  slot.frontSince = now;
  watchFront(state, slot, now);
  noteFront(state, slot, now, out);
  if (run.muted) return;
  const { todo } = run.attempt;
  if (item + 1 < run.to || todo.length > 0) {
    run.to = item + 1;
    // What was taken back from the slot before, too.
    todo.length = 0;
    tellCut(run.attempt, run.to, out);
  }
  tell(run, { kind: 'suspended', attempt: assign.attempt }, out);
}

/** What the run has reserved is there for others. One that was suspended goes on without. */
export function giveUpReservation(state: WorkerState, slot: Slot, run: Run): void {
  const { reservation } = run.attempt.assign;
  if (reservation === undefined || !run.reserving) return;
  run.reserving = false;
  state.stock.giveBack(reservation);
  for (const lent of state.slots) if (lent.lentTo === slot.index) lent.lentTo = undefined;
}

/** The thread has let a suspended run go on, before those that wait their turn. */
export function onResumed(
  state: WorkerState,
  slot: Slot,
  number: number,
  now: number,
  out: WorkerOutput[],
): void {
  const run = slot.suspended.get(number);
  if (run === undefined) throw new Error(`Slot ${slot.index} resumes run ${number}, which does not wait.`);
  const { client, assign } = run.attempt;
  state.shares.charge(slot, now);
  if (client.queue.length === 0 && client.held === 0) state.shares.join(client, state.clients.values());
  client.held += 1;
  client.suspended -= 1;
  run.resumed = true;
  slot.suspended.delete(number);
  slot.runs.unshift(run);
  slot.frontSince = now;
  watchFront(state, slot, now);
  tell(run, { kind: 'resumed', attempt: assign.attempt }, out);
}

/** The thread has died while the item waited in it: nobody's fault, but it has to run again. */
export function reportWaiting(state: WorkerState, run: Run, { record }: SlotDied, out: WorkerOutput[]): void {
  cancelNests(state, run, out);
  if (run.muted) return;
  if (record === undefined) throw new Error(`Run ${run.number} waited in a thread of which nothing is told.`);
  const item = run.reportedTo;
  report(run, item, 1);
  const { attempt } = run.attempt.assign;
  tell(run, { kind: 'failed', attempt, item, fault: 'waiting', failure: record }, out);
}
