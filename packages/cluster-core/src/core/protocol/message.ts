/**
 * The messages of the task protocol, docs/task-protocol.md section 4. A client (the node that owns a job)
 * and a worker exchange them over a session; values stand in them as references.
 */
import type { AttemptId, CodeHash, JobId } from '../ids.js';
import type { ParentSpan } from '../parent-span.js';
import type { Reservation } from '../reservation.js';
import type { ValueRef } from '../value-ref.js';
import type { NestedToClient, NestedToWorker } from './nested-message.js';
import type { QueueMessage } from './queue-message.js';

/** How an item reaches the function: as its first argument, or, being an array, spread over all of them. */
export type CallShape = 'item' | 'arguments';

/**
 * What a failed item failed of: its own code threw, its thread died under it, it took longer than it may; or its thread
 * died while it waited for jobs that it had started, which is nobody's fault.
 */
export type Fault = 'task' | 'thread' | 'time-limit' | 'waiting';

/** Where `console.*` of a task goes: to the client, to the worker's own output, or nowhere. */
export type ConsoleMode = 'forward' | 'worker' | 'ignore';

/** Which stream a task has printed to. */
export type OutputStream = 'stdout' | 'stderr';

/** Runs the items `[first, first + count)` of a job; `attempt` names this try. */
export interface Assign {
  readonly kind: 'assign';
  readonly attempt: AttemptId;
  readonly job: JobId;
  readonly code: CodeHash;
  readonly call: CallShape;
  readonly first: number;
  readonly count: number;
  /** The encoded list of the items. */
  readonly items: ValueRef;
  /** How often these items were tried before and failed, or had a thread or worker die under them. */
  readonly tries: number;
  readonly console: ConsoleMode;
  /** The code of the job's setup, if it has one: run once in each thread before its first item there. */
  readonly setup?: CodeHash | undefined;
  /** Further code that function and setup are built on. */
  readonly parts?: readonly CodeHash[] | undefined;
  /** How long each item may run, in ms; absent: without limit. */
  readonly timeoutMs?: number | undefined;
  /** What each run of it takes of the worker; absent: one slot. */
  readonly reservation?: Reservation | undefined;
  /** Tasks above it that wait for its job: 0 for a job that a program has started. */
  readonly depth?: number;
  /** Slots that the client knows of on all its workers, so that a task can tell how far to divide its work; 0: unknown. */
  readonly slots?: number;
  /** The span of its job, where the client records spans. */
  readonly parentSpan?: ParentSpan | undefined;
}

/** What the client could use: chunks ready to go, what they would cost, and its weight among the clients. */
export interface Demand {
  readonly kind: 'demand';
  readonly chunks: number;
  readonly estimatedMs: number;
  readonly weight: number;
}

/** A function, or a part of some, sent once per worker ahead of its first assign, and again when it asks. */
export interface CodePut {
  readonly kind: 'code-put';
  readonly code: CodeHash;
  readonly value: ValueRef;
}

/** Asks for the unstarted tail of an attempt; the worker answers with the cut that it enforced. */
export interface Retract {
  readonly kind: 'retract';
  readonly attempt: AttemptId;
}

/** Ends an attempt: nothing of it counts any more. */
export interface Cancel {
  readonly kind: 'cancel';
  readonly attempt: AttemptId;
}

/** The job is over: what its setup has made may be let go of. */
export interface JobOver {
  readonly kind: 'job-ended';
  readonly job: JobId;
}

/** Sent by a client to a worker that has work of its and was silent; answered with `alive`. */
export interface Heartbeat {
  readonly kind: 'heartbeat';
}

/** How a worker leaves: `drain` finishes what it has begun, `stop` does not. */
export type RetireManner = 'drain' | 'stop';

/** Asks the worker to leave for good. */
export interface Retire {
  readonly kind: 'retire';
  readonly manner: RetireManner;
  /** How long a drain waits for what has begun; absent: as the worker was told when it was started. */
  readonly withinMs?: number | undefined;
}

/** What a client tells a worker. */
export type ToWorker =
  | Assign
  | Demand
  | CodePut
  | Retract
  | Cancel
  | JobOver
  | Heartbeat
  | Retire
  | NestedToWorker;

/** How many attempts the client may have unfinished at this worker. Absolute, so no lost or repeated message can leak a credit. */
export interface Credit {
  readonly kind: 'credit';
  readonly limit: number;
}

/** The worker does not hold this code (any more). */
export interface CodeNeed {
  readonly kind: 'code-need';
  readonly code: CodeHash;
}

/** A slot has begun with the attempt: from now on its items may have run. */
export interface Started {
  readonly kind: 'started';
  readonly attempt: AttemptId;
}

/** The results of the items `[first, first + count)`, each of which succeeded. */
export interface Slice {
  readonly kind: 'slice';
  readonly attempt: AttemptId;
  readonly first: number;
  readonly count: number;
  /** The encoded list of the results. */
  readonly values: ValueRef;
}

/** One item failed; the attempt goes on with the next one. */
export interface Failed {
  readonly kind: 'failed';
  readonly attempt: AttemptId;
  readonly item: number;
  readonly fault: Fault;
  /** The encoded failure: name, message, stack, cause, own fields. */
  readonly failure: ValueRef;
}

/** Every item of the attempt has been reported; `busyMs` is the slot time that it took. */
export interface Done {
  readonly kind: 'done';
  readonly attempt: AttemptId;
  readonly busyMs: number;
}

/** The attempt now ends before item `end`: the items from there on were not started and are the client's again. */
export interface Cut {
  readonly kind: 'cut';
  readonly attempt: AttemptId;
  readonly end: number;
}

/** The worker takes no new attempts and finishes those it has begun. */
export interface Draining {
  readonly kind: 'draining';
}

/** Answers a heartbeat. */
export interface Alive {
  readonly kind: 'alive';
}

/** A text that a task has printed while it worked on an item. */
export interface Log {
  readonly kind: 'log';
  readonly attempt: AttemptId;
  readonly item: number;
  readonly stream: OutputStream;
  readonly text: string;
  /** 0 for what a task printed; else the text is the worker's own, and says that so many lines were left out here. */
  readonly dropped: number;
}

/** How far a task has come with an item, from 0 to 1. */
export interface Progress {
  readonly kind: 'progress';
  readonly attempt: AttemptId;
  readonly item: number;
  readonly fraction: number;
}

/** What a worker tells a client. */
export type ToClient =
  | Credit
  | CodeNeed
  | Started
  | Slice
  | Failed
  | Done
  | Cut
  | Draining
  | Alive
  | Log
  | Progress
  | NestedToClient;

/** All messages that tasks are made of, either way, and those of queues. docs/task-protocol.md has each field. */
export type Message = ToWorker | ToClient | QueueMessage;

const TO_WORKER: Readonly<Record<ToWorker['kind'], true>> = {
  assign: true,
  demand: true,
  'code-put': true,
  retract: true,
  cancel: true,
  'job-ended': true,
  heartbeat: true,
  retire: true,
  'nested-need': true,
  'nested-slice': true,
  'nested-ended': true,
};

/** Which way a message travels; a node drops those that only its own role may send. */
export function isToWorker(message: Message): message is ToWorker {
  return Object.hasOwn(TO_WORKER, message.kind);
}

/** Opens a session: `token` must come back in every whisper to the node that sent it. */
export interface Hello {
  readonly kind: 'hello';
  readonly token: Uint8Array;
  /** Whose hello it is, where nodes have keys. */
  readonly identity?: SessionIdentity;
}

/** Who a node is to those that it says hello to: the key that it owns, and where it listens. */
export interface SessionIdentity {
  readonly publicKey: string;
  readonly endpoints: readonly string[];
}

/** Announces a value that is too big for the envelope: the message that it belongs to refers to it by its number. */
export interface ValuePut {
  readonly kind: 'value-put';
  readonly transfer: number;
  /** Bytes of its head and of each of its raw parts. */
  readonly sizes: readonly number[];
}

/** The receiver has room for a value of more than `UNASKED_BYTES_MAX` bytes. */
export interface ValueGo {
  readonly kind: 'value-go';
  readonly transfer: number;
}

/** The next piece of a value: its head and its raw parts count as one sequence of bytes. */
export interface ValueFragment {
  readonly kind: 'value-fragment';
  readonly transfer: number;
  readonly offset: number;
  /** Another fragment follows at once: no need to acknowledge yet. */
  readonly more: boolean;
  readonly part: ValueRef;
}

/** So many raw bytes have come since the session began, whatever they belonged to. */
export interface ValueAck {
  readonly kind: 'value-ack';
  readonly bytes: number;
}

/** The rest of a value will not come, nor will its message. */
export interface ValueDrop {
  readonly kind: 'value-drop';
  readonly transfer: number;
}

/** How big values travel, either way; ends at the session layer. */
export type TransferMessage = ValuePut | ValueGo | ValueFragment | ValueAck | ValueDrop;

/** All that can stand in an envelope; `hello` and transfers end at the session layer. */
export type WireMessage = Message | Hello | TransferMessage;
