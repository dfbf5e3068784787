import type { Attempt } from './attempt.js';
import { STARTED_AFTER_MS } from './limits.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

/**
 * Notes that a slot was given the first of an attempt. The client is told a little later: by then most attempts have
 * spoken for themselves, and a message of its own would stand in the way of a short task's result.
 */
export function noteBeginning(state: WorkerState, attempt: Attempt, now: number): void {
  if (attempt.begun) return;
  attempt.begun = true;
  state.beginnings.push(attempt);
  state.tellBeginningsAt ??= now + STARTED_AFTER_MS;
}

/** Tells clients which of their attempts have begun and not ended since. */
export function tellBeginnings(state: WorkerState, now: number, out: WorkerOutput[]): void {
  if (state.tellBeginningsAt === undefined || now < state.tellBeginningsAt) return;
  state.tellBeginningsAt = undefined;
  for (const { place, client, assign } of state.beginnings.splice(0)) {
    if (place === 'over') continue;
    const message = { kind: 'started', attempt: assign.attempt } as const;
    out.push({ kind: 'send', client: client.id, message });
  }
}
