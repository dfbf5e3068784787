import type { Attempt } from './attempt.js';
import type { Client } from './client.js';
import { STARTED_AFTER_MS } from './limits.js';
import type { Slot } from './slot.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/**
 * Notes that a slot has come to the first of an attempt. The client is told a little later: by then most attempts have
 * spoken for themselves, and a message of its own would stand in the way of a short task's result. Where something is told
 * to this client just now, the word of a long one goes along.
 */
export function noteFront(
  state: WorkerState,
  { runs: [front] }: Slot,
  now: number,
  out: WorkerOutput[],
  toldNow?: Client,
): void {
  if (front === undefined || front.muted || front.attempt.begun) return;
  const { attempt, expectedMs = Number.POSITIVE_INFINITY } = front;
  attempt.begun = true;
  if (attempt.client === toldNow && expectedMs > STARTED_AFTER_MS) {
    tellBeginning(attempt, out);
    return;
  }
  state.beginnings.push({ attempt, tellAt: now + STARTED_AFTER_MS });
}

/** When a beginning is to be told, if its attempt is not over by then. */
export function beginningDue(state: WorkerState): number | undefined {
  return state.beginnings[0]?.tellAt;
}

/** Tells clients which of their attempts have begun that long ago and not ended since. */
export function tellBeginnings(state: WorkerState, now: number, out: WorkerOutput[]): void {
  const { beginnings } = state;
  const waiting = beginnings.findIndex(({ attempt, tellAt }) => attempt.place !== 'over' && now < tellAt);
  for (const { attempt } of beginnings.splice(0, waiting < 0 ? beginnings.length : waiting)) {
    if (attempt.place !== 'over') tellBeginning(attempt, out);
  }
}

function tellBeginning({ client, assign }: Attempt, out: WorkerOutput[]): void {
  out.push({ kind: 'send', client: client.id, message: { kind: 'started', attempt: assign.attempt } });
}
