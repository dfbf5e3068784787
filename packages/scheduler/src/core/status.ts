import type { AttemptId, JobId, NodeId } from '@zfarm/cluster-core/core';
import type { SchedulerState } from './scheduler-state.js';

/** What a worker has of ours at this moment. */
export interface WorkerStatus {
  /** Attempts there, those that wait for a slot or for jobs of their own among them. */
  readonly chunks: number;
  /** Items of these that have not been reported. */
  readonly items: number;
  /** Slots that these take or wait for. */
  readonly slotsOut: number;
  /** How many attempts the worker lets us have there. */
  readonly credit: number;
  readonly draining: boolean;
  readonly silent: boolean;
}

/** How far a job is at this moment, in items. */
export interface JobStatus {
  /** Added so far; all of them once `ended`. */
  readonly items: number;
  readonly ended: boolean;
  /** Settled, failed for good or left out. */
  readonly resolved: number;
  /** Assigned to a worker, and not reported. */
  readonly running: number;
}

export function workerStatus(state: SchedulerState, id: NodeId): WorkerStatus | undefined {
  const worker = state.workers.get(id);
  if (worker === undefined) return undefined;
  const { attempts, slotsOut, creditLimit, draining, silent } = worker;
  const items = itemsOwed(state, attempts);
  return { chunks: attempts.size, items, slotsOut, credit: creditLimit, draining, silent };
}

export function jobStatus(state: SchedulerState, id: JobId): JobStatus | undefined {
  const job = state.jobs.get(id);
  if (job === undefined) return undefined;
  const { items, ended, resolved, attempts } = job;
  return { items, ended, resolved: resolved.size, running: itemsOwed(state, attempts) };
}

function itemsOwed(state: SchedulerState, attempts: ReadonlySet<AttemptId>): number {
  let items = 0;
  for (const id of attempts) {
    const attempt = state.attempts.get(id);
    if (attempt !== undefined) items += attempt.end - attempt.owed;
  }
  return items;
}
