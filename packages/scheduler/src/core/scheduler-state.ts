import type { AttemptId, JobId, NodeId } from '@zfarm/cluster-core/core';
import type { AttemptState } from './attempt-state.js';
import type { JobState } from './job-state.js';
import type { Orphan } from './orphans.js';
import { ReadyJobs } from './ready-jobs.js';
import type { SchedulerOutput } from './scheduler-output.js';
import type { WorkerState } from './worker-state.js';
import { WorkerTurns } from './worker-turns.js';

/** When the worker inside this process is used: when nobody else is there, not at all, or alone. */
export type LocalMode = 'auto' | 'never' | 'always';

export interface SchedulerOptions {
  /** Names this node as the owner of the values that it sends. */
  readonly self: NodeId;
  readonly local: LocalMode;
  /** Share against other clients at a busy worker; 1 unless told otherwise. */
  readonly weight?: number;
}

/** All that the scheduler knows; changed only while `SchedulerCore.handle` runs. */
export interface SchedulerState {
  readonly options: SchedulerOptions;
  readonly jobs: Map<JobId, JobState>;
  readonly workers: Map<NodeId, WorkerState>;
  /** Current and relieved attempts. */
  readonly attempts: Map<AttemptId, AttemptState>;
  attemptsMade: number;
  /** Jobs with something to assign, the next one first. */
  readonly ready: ReadyJobs;
  /** Jobs that not every worker will do for, or that do not wait for ever. */
  readonly picky: Set<JobState>;
  /** Of these, the ones that no worker of the network serves now, and the pool of this process might. */
  readonly homeless: Set<JobState>;
  /** A worker or a job has come, gone or changed since that was looked at. */
  offersChanged: boolean;
  /** When the first of the picky jobs fails for want of a worker. */
  unmatchedAt: number | undefined;
  /** Jobs with suspects that must have a worker to themselves. */
  readonly troubled: Set<JobState>;
  /** Jobs with items that are tried again after a while. */
  readonly resting: Set<JobState>;
  /** Jobs that may get more items and have not been asked for since. */
  readonly open: Set<JobState>;
  /** Jobs whose last item has settled by the messages that are being looked at: they end behind these. */
  readonly finished: JobState[];
  /** Jobs of tasks that are over or lost, to be ended before anything else happens. */
  orphans: Orphan[];
  /** Workers with a slot free for us, then those that have room behind their slots; each in the order of its next turn. */
  readonly free: WorkerTurns;
  readonly roomy: WorkerTurns;
  /**
   * Who has yielded the last result and failed nothing since. A lone task is done there in two thirds of the time that
   * it takes where caches, threads and compiled code have cooled down.
   */
  warm: WorkerState | undefined;
  /** Usable workers of the network. */
  remotes: number;
  /** Workers kept for suspects that must run alone: nothing else goes there, before and while they run. */
  readonly reserved: Set<WorkerState>;
  /** Slots of all workers in use, for the size of chunks. */
  slots: number;
  /** What the workers were last told: that we have more than they hold. */
  demanding: boolean;
  /** When the demand is taken back, unless there is some again. */
  demandEndsAt: number | undefined;
  /** When the silence of workers is looked at next. */
  scanAt: number | undefined;
  /** When work for free slots was looked for, and when that is due again. */
  balancedAt: number;
  balanceAt: number | undefined;
  /** When the local pool is asked for, unless somebody comes. */
  localAt: number | undefined;
  /** It has been asked for, and not opened yet. */
  localAsked: boolean;
}

/** What an input gives rise to, in order. */
export type Outputs = SchedulerOutput[];

export function createState(options: SchedulerOptions): SchedulerState {
  return {
    options,
    jobs: new Map(),
    workers: new Map(),
    attempts: new Map(),
    attemptsMade: 0,
    ready: new ReadyJobs(),
    picky: new Set(),
    homeless: new Set(),
    offersChanged: false,
    unmatchedAt: undefined,
    troubled: new Set(),
    resting: new Set(),
    open: new Set(),
    finished: [],
    orphans: [],
    free: new WorkerTurns(),
    roomy: new WorkerTurns(),
    warm: undefined,
    reserved: new Set(),
    remotes: 0,
    slots: 0,
    demanding: false,
    demandEndsAt: undefined,
    scanAt: undefined,
    balancedAt: Number.NEGATIVE_INFINITY,
    balanceAt: undefined,
    localAt: undefined,
    localAsked: false,
  };
}
