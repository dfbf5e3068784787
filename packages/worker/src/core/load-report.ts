import type { Load } from '@zfarm/cluster-core/core';
import { LOAD_INTERVAL_MS } from './limits.js';
import type { WorkerOutput } from './worker-output.js';
import type { WorkerState } from './worker-state.js';

export function currentLoad(state: WorkerState): Load {
  let queuedAttempts = 0;
  for (const client of state.clients.values()) queuedAttempts += client.queue.length;
  for (const missing of state.codes.missing.values()) queuedAttempts += missing.attempts.size;
  for (const slot of state.slots) queuedAttempts += Math.max(0, slot.runs.length - 1);
  return {
    busySlots: busyBySlot(state).filter(Boolean).length,
    queuedAttempts,
    itemsDone: state.itemsDone,
    draining: state.draining,
    itemsFailed: state.itemsFailed,
    busyMs: state.busyMs,
  };
}

/** Which slots are busy: with a run, or lent to one. */
export function busyBySlot(state: WorkerState): boolean[] {
  return state.slots.map((slot) => slot.runs.length > 0 || slot.lentTo !== undefined);
}

/** Tells the load if it has changed and was not told just now. */
export function reportLoad(state: WorkerState, now: number, out: WorkerOutput[]): void {
  const due = loadDue(state);
  if (due === undefined || due > now) return;
  state.loadTold = currentLoad(state);
  state.loadToldAt = now;
  out.push({ kind: 'load', load: state.loadTold });
}

/** When the load may be told next; absent if it has not changed. */
export function loadDue(state: WorkerState): number | undefined {
  const told = state.loadTold;
  // This is asked at every input, and where items come to an end it tells by itself.
  if (told === undefined || told.itemsDone !== state.itemsDone) return state.loadToldAt + LOAD_INTERVAL_MS;
  const load = currentLoad(state);
  const same =
    told.busySlots === load.busySlots &&
    told.queuedAttempts === load.queuedAttempts &&
    told.draining === load.draining;
  return same ? undefined : state.loadToldAt + LOAD_INTERVAL_MS;
}
