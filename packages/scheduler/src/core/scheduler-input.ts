import type {
  AttemptId,
  CallShape,
  Capacity,
  CodeHash,
  ConsoleMode,
  JobId,
  NestId,
  NodeId,
  ParentSpan,
  Reservation,
  ToClient,
} from '@zfarm/cluster-core/core';

/** How a job treats its items. */
export interface JobPolicy {
  /** How often an item is tried again after the task threw or took too long. */
  readonly retries: number;
  /** How often a thread or worker may die under an item before it is given up as poison. */
  readonly lossesMax: number;
  /** True: the first item that fails ends the job. False: each item settles for itself. */
  readonly failFast: boolean;
  /** True: each failure of an item is put before the client by `item-faltered`, and its `item-verdict` decides. */
  readonly judged?: boolean;
  /** How long each try of an item may take, in ms; absent: without limit. */
  readonly timeoutMs?: number;
  /** Items may run twice at the same time: what takes long is run elsewhere as well where a slot is free. */
  readonly idempotent?: boolean;
  /** Items per chunk; absent: adapted to the measured time of an item. */
  readonly chunkItems?: number;
  /** Labels that a worker must have; absent: any worker will do. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The only worker that will do; absent: any. */
  readonly worker?: NodeId;
  /** What each running chunk takes of its worker; absent: a slot. */
  readonly reservation?: Reservation;
  /** Jobs with a higher one are assigned first, equal ones take turns; 0 unless told otherwise. */
  readonly priority?: number;
  /**
   * The job fails when no worker that is here could serve it for `afterMs`; absent: it waits. While nobody at all is here
   * it waits too, unless `evenAlone`.
   */
  readonly unmatched?: { readonly afterMs: number; readonly evenAlone: boolean };
}

/** A session with a worker has opened. `local` marks the one inside this process. */
export interface WorkerOpened {
  readonly kind: 'worker-opened';
  readonly worker: NodeId;
  readonly capacity: Capacity;
  readonly local: boolean;
}

/** A session is over, whatever the reason: what was under way there is lost. */
export interface WorkerClosed {
  readonly kind: 'worker-closed';
  readonly worker: NodeId;
}

export interface WorkerMessages {
  readonly kind: 'worker-messages';
  readonly worker: NodeId;
  readonly messages: readonly ToClient[];
}

/** The attempt whose task has started a job, and the worker's number for that job. */
export interface JobParent {
  readonly attempt: AttemptId;
  readonly nest: NestId;
}

/** A new job. Its items are numbered from 0 in the order added; `ended` false means that more may be added. */
export interface JobSubmitted {
  readonly kind: 'job-submitted';
  readonly job: JobId;
  readonly code: CodeHash;
  /** To be run in each thread before the job's first item there. */
  readonly setup?: CodeHash | undefined;
  /** Further code that both are built on. */
  readonly parts?: readonly CodeHash[] | undefined;
  readonly call: CallShape;
  /** Where its tasks print to. */
  readonly console: ConsoleMode;
  readonly policy: JobPolicy;
  readonly items: number;
  readonly ended: boolean;
  /** Encoded size of a typical item in bytes, to keep chunks from growing heavy. */
  readonly itemBytes: number;
  /** At most this many items may have been assigned; raised by `window-moved`. Infinity: no bound. */
  readonly windowEnd: number;
  /** For a job that a task has started. If that task is over by now, the job ends at once as cancelled. */
  readonly parent?: JobParent | undefined;
  /** Its span, where this program records spans. */
  readonly parentSpan?: ParentSpan | undefined;
}

export interface ItemsAdded {
  readonly kind: 'items-added';
  readonly job: JobId;
  readonly count: number;
  readonly ended: boolean;
  /** What `itemBytes` of the job is to be from now on; absent: as before. */
  readonly itemBytes?: number;
}

/** The consumer has advanced: items before `end` may be assigned. Never moves back. */
export interface WindowMoved {
  readonly kind: 'window-moved';
  readonly job: JobId;
  readonly end: number;
}

/** Ends a job from outside: its attempts are cancelled, nothing of it settles any more. */
export interface JobCancelled {
  readonly kind: 'job-cancelled';
  readonly job: JobId;
}

/** Gives up one item of a job that is not fail-fast: it settles no more; if it runs alone, its attempt is cancelled. */
export interface ItemCancelled {
  readonly kind: 'item-cancelled';
  readonly job: JobId;
  readonly item: number;
}

/** What becomes of an item that has faltered. `give`: the client has a result for it, or wants none. */
export type Verdict =
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'fail' }
  | { readonly kind: 'give' };

/** Answers `item-faltered`. Nothing follows if the item has resolved meanwhile. */
export interface ItemVerdict {
  readonly kind: 'item-verdict';
  readonly job: JobId;
  readonly item: number;
  readonly verdict: Verdict;
}

/** What a task has asked of its client, and is no job, was answered: its attempt need not know of it any more. */
export interface NestedAnswered {
  readonly kind: 'nested-answered';
  readonly parent: JobParent;
}

export interface Tick {
  readonly kind: 'tick';
}

export type SchedulerInput =
  | WorkerOpened
  | WorkerClosed
  | WorkerMessages
  | JobSubmitted
  | ItemsAdded
  | WindowMoved
  | JobCancelled
  | ItemCancelled
  | ItemVerdict
  | NestedAnswered
  | Tick;
