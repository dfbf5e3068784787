import type { LinkHandler, NodeId, ToClient, ToWorker } from '@zfarm/cluster-core/core';
import type { JobSubmitted, SchedulerInput } from '../core/scheduler-input.js';
import type { SchedulerOutput } from '../core/scheduler-output.js';
import type { NestedListener } from './nested-word.js';

/** The scheduler's core, as far as it is driven from here. */
export interface SchedulerMachine {
  handle(input: SchedulerInput, now: number): readonly SchedulerOutput[];
  nextDeadline(): number | undefined;
}

/** Opens the pool of threads inside this process and links it with the handler. */
export type LocalWorkerFactory = (handler: LinkHandler<ToWorker, ToClient>) => { close(): Promise<void> };

export interface SchedulerDriverOptions {
  readonly self: NodeId;
  readonly core: SchedulerMachine;
  readonly openLocal?: LocalWorkerFactory | undefined;
  /** Told of jobs that tasks start. */
  readonly nested?: NestedListener | undefined;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/** What the core is told of a new job, but for its id and code. */
export type Submission = Omit<JobSubmitted, 'kind' | 'job' | 'code' | 'setup' | 'parts' | 'call'>;
