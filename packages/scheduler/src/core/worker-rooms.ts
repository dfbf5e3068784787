import type { SchedulerState } from './scheduler-state.js';
import { isUsable, room, type WorkerState } from './worker-state.js';

/** Keeps `free` and `roomy` true for one worker, after anything that changes its room. */
export function refreshRoom(state: SchedulerState, worker: WorkerState): void {
  const hasRoom = isInUse(state, worker) && !state.reserved.has(worker) && room(worker) > 0;
  const hasFreeSlot = worker.attempts.size < worker.capacity.slots;
  keep(state.free, worker, hasRoom && hasFreeSlot);
  keep(state.roomy, worker, hasRoom && !hasFreeSlot);
}

/** Recounts the workers, after one came, went or changed its usability. */
export function refreshWorkers(state: SchedulerState): void {
  state.remotes = 0;
  for (const worker of state.workers.values()) {
    if (!worker.local && isUsable(worker)) state.remotes += 1;
  }
  state.slots = 0;
  for (const worker of state.workers.values()) {
    if (isInUse(state, worker)) state.slots += worker.capacity.slots;
    refreshRoom(state, worker);
  }
}

/** The local worker is in use only while nobody else is, unless it is meant to do everything. */
export function isInUse(state: SchedulerState, worker: WorkerState): boolean {
  if (!isUsable(worker)) return false;
  return worker.local
    ? state.options.local === 'always' || state.remotes === 0
    : state.options.local !== 'always';
}

/** Sets keep the order of insertion: who stays in keeps its turn, who comes anew goes to the end. */
function keep<T>(set: Set<T>, member: T, wanted: boolean): void {
  if (wanted) set.add(member);
  else set.delete(member);
}
