import { handBack } from './attempt-life.js';
import { beginningDue, tellBeginnings } from './beginnings.js';
import { lapseDemand } from './credit.js';
import { LATENESS_MAX_MS } from './limits.js';
import { drainEnd, endDrain } from './on-drain.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/** What is due by time alone. */
export function onTick(state: WorkerState, now: number, out: WorkerOutput[]): void {
  lapseDemand(state, now, out);
  tellBeginnings(state, now, out);
  giveUpCodes(state, now, out);
  endDrain(state, now, out);
  endOverdue(state, now, out);
}

function giveUpCodes(state: WorkerState, now: number, out: WorkerOutput[]): void {
  for (const missing of state.codes.missing.values()) {
    if (missing.giveUpAt > now) continue;
    for (const attempt of missing.attempts) handBack(state, attempt, out);
  }
}

function endOverdue(state: WorkerState, now: number, out: WorkerOutput[]): void {
  for (const slot of state.slots) {
    if (slot.overdueAt === undefined || slot.overdueAt > now) continue;
    // If this whole process slept, the thread has had no chance to use its grace.
    if (now - slot.overdueAt > LATENESS_MAX_MS) {
      slot.overdueAt = now + state.cancelGraceMs;
      continue;
    }
    slot.overdueAt = undefined;
    slot.ending = true;
    out.push({ kind: 'end-thread', slot: slot.index, reason: 'A cancelled task went on past its grace.' });
  }
}

/** When `onTick` has something to do next. */
export function nextDue(state: WorkerState): number | undefined {
  let due = Math.min(
    state.reclaimAt ?? Number.POSITIVE_INFINITY,
    drainEnd(state),
    beginningDue(state) ?? Number.POSITIVE_INFINITY,
    state.fillAt ?? Number.POSITIVE_INFINITY,
  );
  for (const client of state.clients.values()) due = Math.min(due, client.wantsUntil ?? due);
  for (const missing of state.codes.missing.values()) due = Math.min(due, missing.giveUpAt);
  for (const slot of state.slots) due = Math.min(due, slot.overdueAt ?? due);
  return due === Number.POSITIVE_INFINITY ? undefined : due;
}
