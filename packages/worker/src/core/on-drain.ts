import { type Attempt, isUntouched } from './attempt.js';
import { handBack, tellCut } from './attempt-life.js';
import { cancel, holderOf } from './cancel.js';
import { DRAIN_WAITING_MS } from './limits.js';
import type { Drain } from './worker-input.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/** Takes nothing new from now on; what was begun has its time to finish, everything else goes back at once. */
export function onDrain(state: WorkerState, { withinMs }: Drain, now: number, out: WorkerOutput[]): void {
  state.drainEndsAt = Math.min(state.drainEndsAt ?? Number.POSITIVE_INFINITY, now + withinMs);
  if (state.draining) return;
  state.draining = true;
  for (const client of state.clients.values()) {
    out.push({ kind: 'send', client: client.id, message: { kind: 'draining' } });
    for (const attempt of client.attempts.values()) if (isUntouched(attempt)) handBack(state, attempt, out);
  }
}

/** The time for that is over: what was begun goes back too, and tasks under way have their grace to end. */
export function endDrain(state: WorkerState, now: number, out: WorkerOutput[]): void {
  if (drainEnd(state) > now) return;
  state.drainEndsAt = undefined;
  state.waitingSince = undefined;
  for (const client of state.clients.values()) {
    for (const attempt of client.attempts.values()) handBackBegun(state, attempt, now, out);
  }
}

/** When the drain has no more time; Infinity if it has all there is, or there is none. */
export function drainEnd({ drainEndsAt, waitingSince }: WorkerState): number {
  const forWaiting = (waitingSince ?? Number.POSITIVE_INFINITY) + DRAIN_WAITING_MS;
  return Math.min(drainEndsAt ?? Number.POSITIVE_INFINITY, forWaiting);
}

/** Notes when nothing is left but tasks that wait: the jobs that they wait for may need this very worker, which takes none of them. */
export function watchWaiting(state: WorkerState, now: number): void {
  if (!state.draining || state.drainedTold) return;
  const isAtWork = state.slots.some((slot) => slot.runs.length > 0);
  const isBusy = isAtWork || [...state.clients.values()].every((client) => client.attempts.size === 0);
  if (isBusy) state.waitingSince = undefined;
  else state.waitingSince ??= now;
}

function handBackBegun(state: WorkerState, attempt: Attempt, now: number, out: WorkerOutput[]): void {
  const { client, assign, busyMs } = attempt;
  const end = attempt.place === 'held' ? holderOf(state, attempt).run.reportedTo : attempt.todo[0]?.from;
  tellCut(attempt, end ?? assign.first, out);
  cancel(state, attempt, now, out);
  if (end === assign.first) return;
  out.push({ kind: 'send', client: client.id, message: { kind: 'done', attempt: assign.attempt, busyMs } });
}

/** Says once that the drain is complete. */
export function tellDrained(state: WorkerState, out: WorkerOutput[]): void {
  if (!state.draining || state.drainedTold) return;
  if (state.slots.some((slot) => slot.runs.length > 0)) return;
  for (const client of state.clients.values()) if (client.attempts.size > 0) return;
  state.drainedTold = true;
  state.drainEndsAt = undefined;
  out.push({ kind: 'drained' });
}
