import type {
  AttemptId,
  Fault,
  JobId,
  NestedCode,
  NestedOpen,
  NestedWindow,
  NestId,
  NodeId,
  OutputStream,
  ToWorker,
  ValueRef,
} from '@zfarm/cluster-core/core';
import type { JobPolicy } from './scheduler-input.js';

/**
 * Send a message. In an `assign` and a `code-put` the reference is this node's own and has no content yet:
 * io/ encodes the items `[first, first + count)` of the job, or the code, as it sends.
 */
export interface Send {
  readonly kind: 'send';
  readonly worker: NodeId;
  readonly message: ToWorker;
}

/** The job could use up to `count` more items; answered with one `items-added`, when some have come or the end is known. */
export interface NeedItems {
  readonly kind: 'need-items';
  readonly job: JobId;
  readonly count: number;
}

/** The items `[first, first + count)` have settled; their results stand in `values` from position `offset` on. */
export interface ItemsSettled {
  readonly kind: 'items-settled';
  readonly job: JobId;
  readonly worker: NodeId;
  readonly first: number;
  readonly count: number;
  readonly offset: number;
  readonly values: ValueRef;
}

/** One end that an item met: a failure of its own or a death under it. */
export interface ItemLoss {
  readonly worker: NodeId;
  /** `worker`: the whole process or its connection went; there is no failure record of that. */
  readonly fault: Fault | 'worker';
  /** For a lost worker: this item was the only one that it held of ours. */
  readonly alone?: boolean;
  readonly failure?: ValueRef;
}

/**
 * An item has failed for good. `task`, `time-limit`: it threw, or took too long, and its retries are used up. `poison`: too
 * many died under it.
 */
export interface ItemFailed {
  readonly kind: 'item-failed';
  readonly job: JobId;
  readonly item: number;
  readonly reason: 'task' | 'time-limit' | 'poison';
  /** What happened to it, in order; the last one was decisive. */
  readonly losses: readonly ItemLoss[];
}

/**
 * An item of a judged job has failed, and waits for the client's `item-verdict`. `final`: by the counters of the policy it
 * would have failed for good now. Deaths that the policy allows are not put before the client.
 */
export interface ItemFaltered {
  readonly kind: 'item-faltered';
  readonly job: JobId;
  readonly item: number;
  readonly reason: ItemFailed['reason'];
  readonly losses: readonly ItemLoss[];
  readonly final: boolean;
}

/** The item has resolved by the client's own verdict `give`. */
export interface ItemGiven {
  readonly kind: 'item-given';
  readonly job: JobId;
  readonly item: number;
}

/** A task has printed something while it worked on an item. */
export interface ItemLog {
  readonly kind: 'item-log';
  readonly job: JobId;
  readonly worker: NodeId;
  readonly item: number;
  readonly stream: OutputStream;
  readonly text: string;
  readonly dropped: number;
}

/** A task says how far it has come with an item that has not resolved, from 0 to 1. */
export interface ItemProgress {
  readonly kind: 'item-progress';
  readonly job: JobId;
  readonly item: number;
  readonly fraction: number;
}

/** Nobody here could serve the job for as long as it was to wait; `job-ended` follows. */
export interface JobUnmatched {
  readonly kind: 'job-unmatched';
  readonly job: JobId;
  readonly policy: JobPolicy;
}

/** Every item has settled, or the first failure of a fail-fast job has ended it. The last word on a job. */
export interface JobEnded {
  readonly kind: 'job-ended';
  readonly job: JobId;
  readonly outcome: 'completed' | 'failed' | 'cancelled';
}

/** A task of job `parent` has started a job: io/ makes one of the message and submits it with that parent. */
export interface NestedOpened {
  readonly kind: 'nested-opened';
  readonly worker: NodeId;
  readonly parent: JobId;
  readonly message: NestedOpen;
}

/** A task has said something of a job that it has started: its code, or how many results it can take. */
export interface NestedTold {
  readonly kind: 'nested-told';
  readonly worker: NodeId;
  readonly message: NestedCode | NestedWindow;
}

/** The task is over, lost, or does not want its job any more. If that was submitted, it has ended. */
export interface NestedOver {
  readonly kind: 'nested-over';
  readonly worker: NodeId;
  readonly attempt: AttemptId;
  /** Absent: all of the attempt. */
  readonly nest: NestId | undefined;
}

/** Nobody on the network serves the waiting jobs: open the worker inside this process. */
export interface LocalWanted {
  readonly kind: 'local-wanted';
}

/** Items of an attempt that are not its own any more, and go to whoever takes them next. */
export interface Requeued {
  readonly type: 'requeued';
  readonly job: JobId;
  readonly worker: NodeId;
  readonly items: number;
  /**
   * The worker was `lost` or `silent`; it has handed them back, mostly since it was asked to (`cut`); the attempt was
   * `cancelled` for another item's sake; or the worker has `skipped` them.
   */
  readonly reason: 'lost' | 'silent' | 'cut' | 'cancelled' | 'skipped';
}

/** A worker has reported every item of an attempt. */
export interface ChunkDone {
  readonly type: 'chunk-done';
  readonly job: JobId;
  readonly attempt: AttemptId;
  readonly worker: NodeId;
  readonly first: number;
  readonly items: number;
  /** Slot time used. */
  readonly busyMs: number;
  /** From assigning it to here. */
  readonly tookMs: number;
}

/** What has happened to an item or an attempt of a job. */
export type JobNotice =
  | Requeued
  | ChunkDone
  | { readonly type: 'retried'; readonly job: JobId; readonly item: number; readonly worker: NodeId }
  /** A failure that counts: `item-failed`, `item-faltered` or `retried` follows. */
  | {
      readonly type: 'attempt-failed';
      readonly job: JobId;
      readonly attempt: AttemptId;
      readonly worker: NodeId;
      readonly item: number;
      readonly fault: Fault;
    }
  /** The worker was told that nothing of an attempt counts any more. */
  | { readonly type: 'cancelled'; readonly job: JobId; readonly attempt: AttemptId; readonly worker: NodeId }
  /** Items that take long are run at this worker as well. */
  | { readonly type: 'copied'; readonly job: JobId; readonly worker: NodeId; readonly items: number }
  /** Items were settled by such a second run. */
  | { readonly type: 'copy-won'; readonly job: JobId; readonly worker: NodeId; readonly items: number };

/** What has happened to a worker. */
export interface WorkerNotice {
  readonly type: 'worker-silent' | 'worker-back' | 'worker-draining';
  readonly worker: NodeId;
}

/** Something worth telling an observer, at most a few for a chunk or a failure; never needed for correctness. */
export interface Notice {
  readonly kind: 'notice';
  readonly event: JobNotice | WorkerNotice;
}

export type SchedulerOutput =
  | Send
  | NeedItems
  | ItemsSettled
  | ItemFailed
  | ItemFaltered
  | ItemGiven
  | ItemLog
  | ItemProgress
  | JobUnmatched
  | JobEnded
  | NestedOpened
  | NestedTold
  | NestedOver
  | LocalWanted
  | Notice;
