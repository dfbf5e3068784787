import type { CodeHash, FailureRecord, Fault, OutputStream, ParentSpan, Payload } from '@zfarm/cluster-core';
import type { NestedCall } from '@zfarm/cluster-core/core';
import type { RunSpec } from '../core/worker-output.js';
import type { JobKey } from './job-setups.js';

/** Where a thread is, as its tasks see it. */
export interface ThreadPlace {
  /** The worker's name, which a task may ask for. */
  readonly worker: string;
  /** The module that makes operators for tasks. */
  readonly operators: string | undefined;
  /** Modules whose defined tasks alone it runs; absent: it runs whatever it is sent. */
  readonly taskModules: readonly string[] | undefined;
}

/** What a slot's thread is started with. */
export interface Residence extends ThreadPlace {
  readonly port: import('node:worker_threads').MessagePort;
  readonly status: SharedArrayBuffer;
}

/** The items `[from, to)` of a run, as the core hands it over, with the content of its list. */
export interface RunOrder extends Omit<RunSpec, 'items'> {
  readonly items: Payload;
}

export type ToThread =
  | { readonly kind: 'code'; readonly code: CodeHash; readonly value: Payload }
  | { readonly kind: 'drop-code'; readonly code: CodeHash }
  | { readonly kind: 'runs'; readonly runs: readonly RunOrder[] }
  /** Some run has been cancelled; the shared memory says which. */
  | { readonly kind: 'cancelled' }
  /** What has become of a job that a task has started. */
  | { readonly kind: 'nested'; readonly nested: number; readonly message: NestedToThread }
  /** Nothing of the job runs any more: dispose of what its setup has made. */
  | { readonly kind: 'end-setup'; readonly job: JobKey }
  /** End the residence: the thread is free for another one. */
  | { readonly kind: 'release' };

/** What an item may fail of that does not end its thread. */
export type TaskFault = Exclude<Fault, 'thread'>;

export type ThreadEvent =
  | {
      readonly kind: 'slice';
      readonly run: number;
      readonly first: number;
      readonly count: number;
      readonly values: Payload;
    }
  | {
      readonly kind: 'failed';
      readonly run: number;
      readonly item: number;
      readonly fault: TaskFault;
      readonly failure: Payload;
    }
  | { readonly kind: 'done'; readonly run: number; readonly busyMs: number; readonly linesDropped: number }
  | {
      readonly kind: 'log';
      readonly run: number;
      readonly item: number;
      readonly stream: OutputStream;
      readonly text: string;
      /** Lines before it that were not passed on. */
      readonly dropped: number;
    }
  | { readonly kind: 'progress'; readonly run: number; readonly item: number; readonly fraction: number }
  /** The item under way waits for jobs that it has started; nothing after it in its run will be begun. */
  | { readonly kind: 'suspended'; readonly run: number; readonly item: number }
  | { readonly kind: 'resumed'; readonly run: number }
  | {
      readonly kind: 'nested';
      readonly run: number;
      readonly nested: number;
      readonly word: NestedFromThread;
    };

/** What a thread says of a job that a task has started. */
export type NestedFromThread =
  | {
      readonly kind: 'nested-open';
      readonly item: number;
      readonly code: CodeHash;
      readonly call: NestedCall;
      readonly items: Payload;
      readonly options: Payload;
      readonly source: Payload | undefined;
      /** That which was active where the task started it. */
      readonly parentSpan?: ParentSpan | undefined;
    }
  | { readonly kind: 'nested-code'; readonly value: Payload }
  | { readonly kind: 'nested-window'; readonly end: number }
  | { readonly kind: 'nested-cancel' };

/** What it is told of one. */
export type NestedToThread =
  | { readonly kind: 'need' }
  | { readonly kind: 'slice'; readonly values: Payload }
  | { readonly kind: 'ended'; readonly outcome: 'completed' | 'failed'; readonly failure: Payload };

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'events'; readonly events: readonly ThreadEvent[] }
  /** Last words: an error nobody caught, or a call of `process.exit`. */
  | { readonly kind: 'uncaught'; readonly failure: FailureRecord }
  | { readonly kind: 'exiting'; readonly exitCode: number };
