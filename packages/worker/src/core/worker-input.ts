import type { Fault, NodeId, OutputStream, ToWorker, ValueRef } from '@zfarm/cluster-core/core';

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
  readonly guilty?: {
    readonly run: number;
    readonly item: number;
    /** It died of itself, or was ended for the time limit of the item. */
    readonly fault: Exclude<Fault, 'task'>;
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
