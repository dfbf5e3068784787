import type {
  Fault,
  NestedCancel,
  NestedCode,
  NestedOpen,
  NestedWindow,
  NodeId,
  OutputStream,
  ToWorker,
  ValueRef,
} from '@zfarm/cluster-core/core';

/** A session with a client has opened. */
export interface SessionOpened {
  readonly kind: 'session-opened';
  readonly client: NodeId;
}

/** The session is over, whatever the reason: nobody wants the client's attempts any more. */
export interface SessionClosed {
  readonly kind: 'session-closed';
  readonly client: NodeId;
}

export interface ClientMessages {
  readonly kind: 'messages';
  readonly client: NodeId;
  readonly messages: readonly ToWorker[];
}

/** The slot's thread is there and waits for work: at first, and again after each death. */
export interface SlotReady {
  readonly kind: 'slot-ready';
  readonly slot: number;
}

/** Results of the front run's items `[first, first + count)`; items are reported in order, none left out. */
export interface SlotSlice {
  readonly kind: 'slot-slice';
  readonly slot: number;
  readonly run: number;
  readonly first: number;
  readonly count: number;
  readonly values: ValueRef;
}

/** One item threw, or came to its end only after its time limit; the run goes on with the next. */
export interface SlotFailed {
  readonly kind: 'slot-failed';
  readonly slot: number;
  readonly run: number;
  readonly item: number;
  readonly fault: Exclude<Fault, 'thread'>;
  readonly failure: ValueRef;
}

/** The front run is over: every item up to its end has been reported. */
export interface SlotDone {
  readonly kind: 'slot-done';
  readonly slot: number;
  readonly run: number;
  readonly busyMs: number;
  /** Lines printed since the last `slot-log` that were too much for the thread to pass on. */
  readonly linesDropped: number;
}

/** A task of the front run has printed something. */
export interface SlotLog {
  readonly kind: 'slot-log';
  readonly slot: number;
  readonly run: number;
  readonly item: number;
  readonly stream: OutputStream;
  readonly text: string;
  /** Lines before it that were too much for the thread to pass on. */
  readonly dropped: number;
}

/** A task of the front run says how far it has come with an item. */
export interface SlotProgress {
  readonly kind: 'slot-progress';
  readonly slot: number;
  readonly run: number;
  readonly item: number;
  readonly fraction: number;
}

/**
 * The item under way of the front run waits for jobs that it has started. All before it are reported, and the thread will
 * start none after it. The slot goes on with its next run.
 */
export interface SlotSuspended {
  readonly kind: 'slot-suspended';
  readonly slot: number;
  readonly run: number;
  readonly item: number;
}

/** A suspended run goes on: it is the front run now, the thread being at no other. */
export interface SlotResumed {
  readonly kind: 'slot-resumed';
  readonly slot: number;
  readonly run: number;
}

/** What a thread says of a job that a task has started: the message to the client, but for the names it goes by there. */
export type NestedWord =
  | Omit<NestedOpen, 'nest' | 'attempt'>
  | Omit<NestedCode, 'nest'>
  | Omit<NestedWindow, 'nest'>
  | Omit<NestedCancel, 'nest'>;

/** A task of the run, which is the front run or suspended, has said something about a job that it starts. */
export interface SlotNested {
  readonly kind: 'slot-nested';
  readonly slot: number;
  readonly run: number;
  /** The thread's own number for the job; one that was cancelled is not used again. */
  readonly nested: number;
  readonly word: NestedWord;
}

/** Answers `cut-run`: the thread has started no item from `end` on and never will. */
export interface SlotCut {
  readonly kind: 'slot-cut';
  readonly slot: number;
  readonly run: number;
  readonly end: number;
}

/** The thread is gone, and everything it reported before has been told. `guilty`: the item it died under. */
export interface SlotDied {
  readonly kind: 'slot-died';
  readonly slot: number;
  /** What has happened, told of the items that were suspended there; absent only when none was. */
  readonly record?: ValueRef;
  readonly guilty?: {
    readonly run: number;
    readonly item: number;
    /** It died of itself, or was ended for the time limit of the item. */
    readonly fault: Exclude<Fault, 'task' | 'waiting'>;
    readonly failure: ValueRef;
  };
}

/** Finish what has begun, hand back the rest, take nothing new. */
export interface Drain {
  readonly kind: 'drain';
  /** What has begun and is not finished in that time is handed back as well; Infinity: it is waited for. */
  readonly withinMs: number;
}

/** Someone new wants to hear the load, changed or not. */
export interface LoadAsked {
  readonly kind: 'load-asked';
}

export interface Tick {
  readonly kind: 'tick';
}

/** More results wait for the link to the client than it should be given further ones for; or no longer. */
export interface ClientCongested {
  readonly kind: 'client-congested';
  readonly client: NodeId;
  readonly congested: boolean;
}

export type SlotInput =
  | SlotReady
  | SlotSlice
  | SlotFailed
  | SlotDone
  | SlotLog
  | SlotProgress
  | SlotCut
  | SlotSuspended
  | SlotResumed
  | SlotNested
  | SlotDied;

export type WorkerInput =
  | SessionOpened
  | SessionClosed
  | ClientMessages
  | ClientCongested
  | SlotInput
  | Drain
  | LoadAsked
  | Tick;
