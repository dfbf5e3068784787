import type { JobId, LinkHandler, NodeId, ToClient, ToWorker } from '@zfarm/cluster-core/core';
import type { JobSubmitted, SchedulerInput } from '../core/scheduler-input.js';
import type { SchedulerOutput } from '../core/scheduler-output.js';
import type { ItemError } from '../errors.js';
import type { NestedListener } from './nested-word.js';

/** The scheduler's core, as far as it is driven from here. */
export interface SchedulerMachine {
  handle(input: SchedulerInput, now: number): readonly SchedulerOutput[];
  nextDeadline(): number | undefined;
}

/** Opens the pool of threads inside this process and links it with the handler. */
export type LocalWorkerFactory = (handler: LinkHandler<ToWorker, ToClient>) => { close(): Promise<void> };

/** Looks on as the driver works. */
export interface DriverWatcher {
  /** A job is about to be submitted; `name` is that of its function. */
  submitted(job: JobId, name: string): void;
  /** Encoded bytes of a value have gone to a worker. */
  sent(worker: NodeId, bytes: number): void;
  /** An item has failed: for good, or to be judged. */
  failed?(job: JobId, error: ItemError, final: boolean): void;
  /** The core has taken an input, and what that gave rise to has been done. */
  handled(input: SchedulerInput, outputs: readonly SchedulerOutput[]): void;
}

export interface SchedulerDriverOptions {
  readonly self: NodeId;
  readonly core: SchedulerMachine;
  readonly openLocal?: LocalWorkerFactory | undefined;
  readonly watcher?: DriverWatcher | undefined;
  /** Told of jobs that tasks start. */
  readonly nested?: NestedListener | undefined;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/** What the core is told of a new job, but for its id and code. */
export type Submission = Omit<JobSubmitted, 'kind' | 'job' | 'code' | 'setup' | 'parts' | 'call'>;
