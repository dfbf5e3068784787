/** What all events have. */
interface Event<Type extends string> {
  /** Tells this event from the others. */
  readonly type: Type;
  /** When this program learnt of it, in ms since 1970. */
  readonly at: number;
}

/** An event at a worker. */
interface WorkerEvent<Type extends string> extends Event<Type> {
  /** Id of the worker; `local` stands for the pool of this process. */
  readonly worker: string;
  /** Its name, as `zfarm nodes` shows it. */
  readonly workerName: string;
}

/** An event of a job. */
interface JobEvent<Type extends string> extends Event<Type> {
  /** Number of the job, as `job.id`. Tasks of `submit` share jobs. */
  readonly job: number;
  /** Name of its function, or empty. */
  readonly jobName: string;
}

interface WorkerJobEvent<Type extends string> extends JobEvent<Type>, WorkerEvent<Type> {}

/** A chunk of items at a worker. */
interface AttemptEvent<Type extends string> extends WorkerJobEvent<Type> {
  /** Number of the attempt, fresh for each. */
  readonly attempt: number;
}

interface ItemsEvent<Type extends string> extends WorkerJobEvent<Type> {
  /** How many items. */
  readonly items: number;
}

/** A worker is here and can be given work. */
export interface WorkerJoinedEvent extends WorkerEvent<'worker-joined'> {
  /** Tasks that it runs at the same time. */
  readonly slots: number;
  /** It is the pool of this process. */
  readonly local: boolean;
}

/** A worker has left, or its connection broke. `requeued` and `item-poisoned` tell what becomes of its items. */
export type WorkerLeftEvent = WorkerEvent<'worker-left'>;

/** A worker that has work of ours gave no sign of life for 2 s: its items go elsewhere. */
export type WorkerSilentEvent = WorkerEvent<'worker-silent'>;

/** A silent worker has spoken again. */
export type WorkerBackEvent = WorkerEvent<'worker-back'>;

/** A worker finishes what it has begun and takes nothing new. */
export type WorkerDrainingEvent = WorkerEvent<'worker-draining'>;

/** The scheduler has taken a job up. */
export interface JobStartedEvent extends JobEvent<'job-started'> {
  /** Absent while more may come. */
  readonly items?: number;
  /** A task has started it. */
  readonly nested: boolean;
}

/** A job is over: nothing of it runs any more. */
export interface JobEndedEvent extends JobEvent<'job-ended'> {
  /** `completed`: each item has settled, with `onError: 'collect'` also by an error. */
  readonly outcome: 'completed' | 'failed' | 'cancelled';
}

/** A worker was sent the items `[first, first + items)`. */
export interface ChunkAssignedEvent extends AttemptEvent<'chunk-assigned'> {
  /** Index of its first item. */
  readonly first: number;
  /** How many items. */
  readonly items: number;
  /** How often these items had failed or been lost before. */
  readonly tries: number;
}

/** A worker has reported every item of a chunk. */
export interface ChunkDoneEvent extends AttemptEvent<'chunk-done'> {
  /** Index of its first item. */
  readonly first: number;
  /** Less than were assigned when some were retracted. */
  readonly items: number;
  /** Slot time used. */
  readonly busyMs: number;
  /** From assigning it to hearing of its end. */
  readonly tookMs: number;
}

/** An item has failed once; what follows is `retry`, `item-failed` or `item-poisoned`, or your `onError` gives a value. */
export interface AttemptFailedEvent extends AttemptEvent<'attempt-failed'> {
  /** Index of the item. */
  readonly item: number;
  /** It threw; its thread died under it; it took too long; or that befell it while it waited for jobs of its own. */
  readonly fault: 'task' | 'thread' | 'time-limit' | 'waiting';
}

/** An item goes back in line, having failed at this worker. */
export interface RetryEvent extends WorkerJobEvent<'retry'> {
  /** Index of the item. */
  readonly item: number;
}

/** Items go back in line: their worker is lost or silent, an attempt was cancelled, or the worker left them out. */
export interface RequeuedEvent extends ItemsEvent<'requeued'> {
  /** What became of the attempt. */
  readonly reason: 'lost' | 'silent' | 'cancelled' | 'skipped';
}

/** A worker has handed items back unstarted, since another one has a slot free, or since it drains. */
export type RetractedEvent = ItemsEvent<'retracted'>;

/** Items that take long are run at this worker as well. */
export type SpeculativeRunEvent = ItemsEvent<'speculative-run'>;

/** Such a second run has settled items before the first one did. */
export type SpeculativeWinEvent = ItemsEvent<'speculative-win'>;

/** A worker was told to give a chunk up: nothing of it counts any more. */
export type CancelEvent = AttemptEvent<'cancel'>;

/** An item has failed for good. */
export interface ItemFailedEvent extends JobEvent<'item-failed'> {
  /** Index of the item. */
  readonly item: number;
  /** The function threw, or took longer than `timeout`. */
  readonly reason: 'task' | 'time-limit';
}

/** An item was given up since too many threads or workers died under it. */
export interface ItemPoisonedEvent extends JobEvent<'item-poisoned'> {
  /** Index of the item. */
  readonly item: number;
  /** How many. */
  readonly deaths: number;
}

/** No worker could serve a job for as long as it was to wait; `job-ended` follows. */
export type UnmatchedEvent = JobEvent<'unmatched'>;

/** Something that has happened in a cluster, as one of its clients sees it. */
export type ClusterEvent =
  | WorkerJoinedEvent
  | WorkerLeftEvent
  | WorkerSilentEvent
  | WorkerBackEvent
  | WorkerDrainingEvent
  | JobStartedEvent
  | JobEndedEvent
  | ChunkAssignedEvent
  | ChunkDoneEvent
  | AttemptFailedEvent
  | RetryEvent
  | RequeuedEvent
  | RetractedEvent
  | SpeculativeRunEvent
  | SpeculativeWinEvent
  | CancelEvent
  | ItemFailedEvent
  | ItemPoisonedEvent
  | UnmatchedEvent;

/** Names of events, as `cluster.on` takes them: `'worker-joined'`, `'job-ended'`, … */
export type ClusterEventType = ClusterEvent['type'];

/** The event of a name: `ClusterEventOf<'worker-left'>`. */
export type ClusterEventOf<Type extends ClusterEventType> = Extract<ClusterEvent, { readonly type: Type }>;
