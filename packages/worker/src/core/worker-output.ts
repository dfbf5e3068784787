import type {
  AttemptId,
  CallShape,
  CodeHash,
  ConsoleMode,
  JobId,
  Load,
  NestedToWorker,
  NodeId,
  ParentSpan,
  RetireManner,
  ToClient,
  ValueRef,
} from '@zfarm/cluster-core/core';

/** The items `[from, to)` of an attempt, to be run on one slot. Runs of a slot are numbered from 1. */
export interface RunSpec {
  readonly run: number;
  readonly client: NodeId;
  readonly job: JobId;
  readonly attempt: AttemptId;
  readonly code: CodeHash;
  readonly call: CallShape;
  /** Number of the first item in `items`. */
  readonly first: number;
  readonly items: ValueRef;
  /** How often the items were tried before. */
  readonly tries: number;
  readonly console: ConsoleMode;
  /** The function to be run in the thread before the job's first item there, if any. */
  readonly setup: CodeHash | undefined;
  /** What function and setup are built on. */
  readonly parts: readonly CodeHash[] | undefined;
  /** How long each item may run. */
  readonly timeoutMs: number | undefined;
  /** Tasks above it that wait for its job. */
  readonly depth: number;
  /** On all workers of the client, as far as it knows; 0: unknown. */
  readonly slots: number;
  /** What it is a part of, where its client records spans. */
  readonly parentSpan?: ParentSpan;
  readonly from: number;
  readonly to: number;
}

export interface Send {
  readonly kind: 'send';
  readonly client: NodeId;
  readonly message: ToClient;
}

/** Hand runs to a slot; it works them off in order. io/ gives the thread their code if it has not got it yet. */
export interface HandRuns {
  readonly kind: 'run';
  readonly slot: number;
  readonly runs: readonly RunSpec[];
}

/** Everything of an attempt has been reported: nobody looks at its items again. Told of longer ones. */
export interface ItemsSpent {
  readonly kind: 'items-spent';
  readonly items: ValueRef;
}

/** Keep a function that a client sent until `drop-code`. */
export interface KeepCode {
  readonly kind: 'keep-code';
  readonly code: CodeHash;
  readonly value: ValueRef;
}

/** Let go of a kept function, here and in every thread. */
export interface DropCode {
  readonly kind: 'drop-code';
  readonly code: CodeHash;
}

/** Let every thread dispose of what the job's setup has made there. Nothing of the job runs any more. */
export interface EndSetup {
  readonly kind: 'end-setup';
  readonly client: NodeId;
  readonly job: JobId;
}

/** Let the slot start no further item of the run, and the task know; what it reports of it no longer counts. */
export interface Interrupt {
  readonly kind: 'interrupt';
  readonly slot: number;
  readonly run: number;
}

/** Let the slot start no further item of the run and answer with `slot-cut`. */
export interface CutRun {
  readonly kind: 'cut-run';
  readonly slot: number;
  readonly run: number;
}

/** End the slot's thread: a cancelled run went on past its grace. Answered with `slot-died`, then `slot-ready`. */
export interface EndThread {
  readonly kind: 'end-thread';
  readonly slot: number;
  readonly reason: string;
}

/** Tell a slot's thread what has become of a job that one of its tasks has started, by the thread's own number for it. */
export interface TellNested {
  readonly kind: 'tell-nested';
  readonly slot: number;
  readonly nested: number;
  readonly message: NestedToWorker;
}

/** The load has changed; at most twice a second. */
export interface LoadChanged {
  readonly kind: 'load';
  readonly load: Load;
}

/** After `drain`: nothing is left. */
export interface Drained {
  readonly kind: 'drained';
}

/** A client wants this worker to leave. Whether it does is its owner's to say, who then drains it. */
export interface RetireAsked {
  readonly kind: 'retire';
  readonly client: NodeId;
  readonly manner: RetireManner;
  readonly withinMs: number | undefined;
}

/** Why a client's message made no sense here. */
export type DropReason = 'duplicate-attempt' | 'bad-range' | 'bad-weight' | 'beyond-capacity';

/** A client's message made no sense here; counted, nothing else happens. */
export interface Drop {
  readonly kind: 'drop';
  readonly client: NodeId;
  readonly reason: DropReason;
}

export type WorkerOutput =
  | Send
  | HandRuns
  | ItemsSpent
  | KeepCode
  | DropCode
  | EndSetup
  | Interrupt
  | CutRun
  | EndThread
  | TellNested
  | LoadChanged
  | Drained
  | RetireAsked
  | Drop;
