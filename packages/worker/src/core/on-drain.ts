import { isUntouched } from './attempt.js';
import { handBack } from './attempt-life.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/** Takes nothing new from now on; what was begun is finished, everything else goes back at once. */
export function onDrain(state: WorkerState, out: WorkerOutput[]): void {
  if (state.draining) return;
  state.draining = true;
  for (const client of state.clients.values()) {
    out.push({ kind: 'send', client: client.id, message: { kind: 'draining' } });
    for (const attempt of client.attempts.values()) if (isUntouched(attempt)) handBack(state, attempt, out);
  }
}

/** Says once that the drain is complete. */
export function tellDrained(state: WorkerState, out: WorkerOutput[]): void {
  if (!state.draining || state.drainedTold) return;
  if (state.slots.some((slot) => slot.runs.length > 0)) return;
  for (const client of state.clients.values()) if (client.attempts.size > 0) return;
  state.drainedTold = true;
  out.push({ kind: 'drained' });
}
