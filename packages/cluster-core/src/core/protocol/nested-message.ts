/** The messages about jobs that tasks start, docs/task-protocol.md section 11. */
import type { AttemptId, CodeHash, NestId } from '../ids.js';
import type { ParentSpan } from '../parent-span.js';
import type { ValueRef } from '../value-ref.js';
import type { CallShape } from './message.js';

/** The item under way waits for jobs that it has started, and its slot is free for others. It is the attempt's last one. */
export interface Suspended {
  readonly kind: 'suspended';
  readonly attempt: AttemptId;
}

/** The item that waited goes on. */
export interface Resumed {
  readonly kind: 'resumed';
  readonly attempt: AttemptId;
}

/** What a task wants: a function run over items, or a call at a queue, whose name and arguments are the one item. */
export type NestedCall = CallShape | 'queue';

/** A task wants a job of its own to be run by the client whose task it is. */
export interface NestedOpen {
  readonly kind: 'nested-open';
  readonly nest: NestId;
  readonly attempt: AttemptId;
  /** The item whose task it is. */
  readonly item: number;
  /** Of a function; zeros for a call at a queue. */
  readonly code: CodeHash;
  readonly call: NestedCall;
  /** The encoded list of the items. */
  readonly items: ValueRef;
  /** The encoded options, as `map` takes them. */
  readonly options: ValueRef;
  /** The code itself, when the thread sends it for the first time. */
  readonly source?: ValueRef | undefined;
  /** The span that was active where the task started it. */
  readonly parentSpan?: ParentSpan | undefined;
}

/** Answers `nested-need`. */
export interface NestedCode {
  readonly kind: 'nested-code';
  readonly nest: NestId;
  readonly value: ValueRef;
}

/** Results of the items before `end` may be sent; 1024 until then. */
export interface NestedWindow {
  readonly kind: 'nested-window';
  readonly nest: NestId;
  readonly end: number;
}

/** The task gives its job up, or is over without having waited for it. */
export interface NestedCancel {
  readonly kind: 'nested-cancel';
  readonly nest: NestId;
}

/** The client has not got the code of a nested job, which waits for it. */
export interface NestedNeed {
  readonly kind: 'nested-need';
  readonly nest: NestId;
}

/** The next results of a nested job, in the order asked for. */
export interface NestedSlice {
  readonly kind: 'nested-slice';
  readonly nest: NestId;
  readonly count: number;
  readonly values: ValueRef;
}

/** The last word on a nested job; `failure` is empty unless it failed. */
export interface NestedEnded {
  readonly kind: 'nested-ended';
  readonly nest: NestId;
  readonly outcome: 'completed' | 'failed';
  /** The encoded failure; the empty list when there is none. */
  readonly failure: ValueRef;
}

export type NestedToClient = Suspended | Resumed | NestedOpen | NestedCode | NestedWindow | NestedCancel;

export type NestedToWorker = NestedNeed | NestedSlice | NestedEnded;
