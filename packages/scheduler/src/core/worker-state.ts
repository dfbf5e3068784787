import {
  type AttemptId,
  type Capacity,
  type CodeHash,
  fitsWithin,
  type JobId,
  type NodeId,
} from '@zfarm/cluster-core/core';
import { ATTEMPTS_PER_SLOT } from './limits.js';
import type { JobPolicy, WorkerOpened } from './scheduler-input.js';
import type { WorkerTurns } from './worker-turns.js';

/** One open session with a worker. */
export interface WorkerState {
  readonly id: NodeId;
  readonly capacity: Capacity;
  readonly local: boolean;
  /** Attempts that the worker lets us have unfinished there. */
  creditLimit: number;
  /** Current attempts there. */
  readonly attempts: Set<AttemptId>;
  /** Slots that these take, those that wait for one among them, the suspended ones not. */
  slotsOut: number;
  /** How many of them are suspended: these take neither a slot nor credit. */
  suspended: number;
  /** Which of `free` and `roomy` it is in, and its neighbours there. */
  rooms: WorkerTurns | undefined;
  before: WorkerState | undefined;
  after: WorkerState | undefined;
  /** Attempts taken from it because it was silent; what it still reports of them is welcome. */
  readonly relieved: Set<AttemptId>;
  /** Code it has been sent in this session. */
  readonly codes: Set<CodeHash>;
  /** The job that it was last given a chunk of: all that it needs for that one is there. Most chunks are of the same job. */
  equippedFor: JobId | undefined;
  draining: boolean;
  /** It had work of ours and gave no sign of life for too long. */
  silent: boolean;
  heardAt: number;
}

export function createWorker(input: WorkerOpened, now: number): WorkerState {
  return {
    id: input.worker,
    capacity: input.capacity,
    local: input.local,
    creditLimit: 0,
    attempts: new Set(),
    slotsOut: 0,
    suspended: 0,
    rooms: undefined,
    before: undefined,
    after: undefined,
    relieved: new Set(),
    codes: new Set(),
    equippedFor: undefined,
    draining: false,
    silent: false,
    heardAt: now,
  };
}

/** Whether it can be given work at all. */
export function isUsable(worker: WorkerState): boolean {
  return !worker.draining && !worker.silent;
}

/** Attempts that it could be given now. */
export function room(worker: WorkerState): number {
  const limit = Math.min(worker.creditLimit, worker.capacity.slots * ATTEMPTS_PER_SLOT);
  return limit - atWork(worker);
}

/** Attempts there that are running or wait for a slot. */
export function atWork(worker: WorkerState): number {
  return worker.attempts.size - worker.suspended;
}

/** Whether it meets a job's requirements, with nothing else to do. */
export function fits({ id, capacity }: WorkerState, policy: JobPolicy): boolean {
  const { worker, labels, reservation } = policy;
  if (worker !== undefined && worker !== id) return false;
  if (reservation !== undefined && !fitsWithin(reservation, capacity)) return false;
  return (
    labels === undefined || Object.entries(labels).every(([key, value]) => capacity.labels[key] === value)
  );
}
