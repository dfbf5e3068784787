import type { AttemptId, JobId, NodeId } from '@zfarm/cluster-core/core';
import type { Attempt } from './attempt.js';
import { AttemptQueue } from './attempt-queue.js';
import { CREDIT_DEPTH_MIN } from './limits.js';
import { LogBudget } from './log-budget.js';

/** A client with an open session. */
export interface Client {
  readonly id: NodeId;
  /** Every attempt of it that is not over. */
  readonly attempts: Map<AttemptId, Attempt>;
  readonly queue: AttemptQueue;
  /** Its runs on slots, without the suspended ones. */
  held: number;
  /** Its suspended runs: they count neither as use of a slot nor of the credit. */
  suspended: number;
  /** Its share against the other clients'. */
  weight: number;
  /** Slot time had, divided by weight: who has least goes next. */
  servedMs: number;
  /** The part of it that was charged in advance, and is still to be used. */
  aheadMs: number;
  /** It has announced demand and not taken it back. */
  demanding: boolean;
  /** Until when its demand stands; absent: it announced none, or left its credit unused. */
  wantsUntil: number | undefined;
  /** The credit last sent. */
  creditLimit: number;
  /** Attempts per slot that its credit covers, from `attemptMs`. */
  creditDepth: number;
  /** Slot time of its attempts, smoothed; absent: none measured yet. */
  attemptMs: number | undefined;
  /** Its results come faster than they leave: nothing more of it is begun. */
  congested: boolean;
  /** What its tasks may print. */
  readonly logs: LogBudget;
  /** Jobs whose setup threads here may have run, and that have not ended. */
  readonly setups: Set<JobId>;
}

export function newClient(id: NodeId): Client {
  return {
    id,
    attempts: new Map(),
    queue: new AttemptQueue(),
    held: 0,
    suspended: 0,
    weight: 1,
    servedMs: 0,
    aheadMs: 0,
    demanding: false,
    wantsUntil: undefined,
    creditLimit: 0,
    creditDepth: CREDIT_DEPTH_MIN,
    attemptMs: undefined,
    congested: false,
    logs: new LogBudget(),
    setups: new Set(),
  };
}
