import type { AttemptId, JobId, NestId, NodeId, Reservation } from '@zfarm/cluster-core/core';
import type { ItemLoss } from './scheduler-output.js';

/** One range of items on one worker. Items are reported in order, so what it still owes is `[owed, end)`. */
export interface AttemptState {
  readonly id: AttemptId;
  readonly job: JobId;
  readonly worker: NodeId;
  readonly first: number;
  /** Lowered by a cut. */
  end: number;
  /** First item not reported yet. */
  owed: number;
  /** A slot has begun with it: its items may have run. */
  started: boolean;
  /** It has the worker to itself, as far as we are concerned. */
  alone: boolean;
  /** What it takes of the worker while it is not suspended; absent: a slot. */
  readonly reservation: Reservation | undefined;
  /** Its item under way waits for jobs that it has started. */
  suspended: boolean;
  /** These jobs; one that has not been submitted yet is undefined. */
  nests: Map<NestId, JobId | undefined> | undefined;
  /** What had happened to its items before. */
  readonly history: readonly ItemLoss[];
  readonly assignedAt: number;
  /** When the worker last spoke of it, or it was assigned. */
  heardAt: number;
  /** The worker was asked for what has not started of it. */
  retracted: boolean;
  /** It was taken from the worker, which was silent; what it still reports of it is welcome. */
  relieved: boolean;
  /** A second run of what takes long elsewhere: it owes nothing, but its successes count. */
  readonly copy: boolean;
  /** Its copy, or what it is a copy of. */
  twin: AttemptId | undefined;
  /** A copy of it has met a failure, which another one would only meet again. */
  copyFailed: boolean;
}
