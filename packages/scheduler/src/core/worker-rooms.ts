import { unitsOf } from '@zfarm/cluster-core/core';
import type { JobState } from './job-state.js';
import type { SchedulerState } from './scheduler-state.js';
import { fits, isUsable, room, type WorkerState } from './worker-state.js';
import type { WorkerTurns } from './worker-turns.js';

/** Keeps `free` and `roomy` true for one worker, after anything that changes its room. */
export function refreshRoom(state: SchedulerState, worker: WorkerState): void {
  const hasRoom = isInUse(state, worker) && !state.reserved.has(worker) && room(worker) > 0;
  const hasFreeSlot = worker.slotsOut < worker.capacity.slots;
  moveTo(worker, hasRoom ? (hasFreeSlot ? state.free : state.roomy) : undefined);
}

/** Who stays in keeps its turn, who comes anew goes to the end. */
export function moveTo(worker: WorkerState, rooms: WorkerTurns | undefined): void {
  if (worker.rooms === rooms) return;
  worker.rooms?.delete(worker);
  rooms?.add(worker);
}

/** Recounts the workers, after one came, went or changed its usability. */
export function refreshWorkers(state: SchedulerState): void {
  state.offersChanged = true;
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

/** The local worker is in use only while nobody else serves some job, unless it is meant to do everything. */
export function isInUse(state: SchedulerState, worker: WorkerState): boolean {
  if (!isUsable(worker)) return false;
  return worker.local
    ? state.options.local === 'always' || state.remotes === 0 || state.homeless.size > 0
    : state.options.local !== 'always';
}

/** Whether a worker in use may be given chunks of the job. */
export function serves(state: SchedulerState, worker: WorkerState, job: JobState): boolean {
  if (worker.local && state.options.local === 'auto' && state.remotes > 0 && !state.homeless.has(job))
    return false;
  return fits(worker, job.policy);
}

/**
 * Whether what the job reserves is to be had there, `deep` times over: once for what runs now, more often for what may wait
 * behind it. The worker itself sees to it that no more runs than it can bear.
 */
export function hasStock(state: SchedulerState, worker: WorkerState, job: JobState, deep: number): boolean {
  const { reservation } = job.policy;
  if (reservation === undefined) return true;
  const { capacity, slotsOut, attempts } = worker;
  if (slotsOut + reservation.slots > deep * capacity.slots) return false;
  let { memoryBytes } = reservation;
  const units = new Map(Object.entries(reservation.resources));
  for (const id of attempts) {
    const attempt = state.attempts.get(id);
    const taken = attempt?.reservation;
    if (taken === undefined || attempt?.suspended === true) continue;
    memoryBytes += taken.memoryBytes;
    for (const [name, count] of units) units.set(name, count + (taken.resources[name] ?? 0));
  }
  if (memoryBytes > deep * capacity.memoryBytes) return false;
  return [...units].every(([name, count]) => count <= deep * unitsOf(capacity, name));
}
