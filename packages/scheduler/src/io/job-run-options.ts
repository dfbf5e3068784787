import type { CallShape, ConsoleMode, JobId } from '@zfarm/cluster-core/core';
import type { JobParent, JobPolicy } from '../core/scheduler-input.js';
import type { FailureJudge } from './failure-judge.js';
import type { JobCode } from './job-code.js';
import type { JobProgress } from './job-progress.js';
import type { JobSpan } from './job-span.js';
import type { SchedulerDriver } from './scheduler-driver.js';
import type { TaskLog } from './task-log.js';

/** One map, as its cluster hands it on. */
export interface JobRunOptions {
  readonly id: JobId;
  /** A promise while packages are being bundled; when that fails, so does the job. */
  readonly code: JobCode | Promise<JobCode>;
  readonly data: Iterable<unknown> | AsyncIterable<unknown>;
  readonly policy: JobPolicy;
  readonly ordered: boolean;
  /** Decides what its failures mean. */
  readonly judge: FailureJudge;
  /** Results are outcomes, as of `Promise.allSettled`. */
  readonly collects?: boolean | undefined;
  readonly submitted: Error | undefined;
  /** How long the job may take from now on, in ms, the wait for its admission included. */
  readonly jobTimeoutMs?: number | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
  /** Where tasks print to; `forward` unless told otherwise. */
  readonly console?: ConsoleMode | undefined;
  /** Told of what tasks print, instead of printing it here. */
  readonly onLog?: ((log: TaskLog) => void) | undefined;
  /** Copies all data that is there now, however much it is. */
  readonly copy: boolean;
  readonly driver: SchedulerDriver;
  /** How items reach the function; `item` unless told otherwise. */
  readonly call?: CallShape | undefined;
  /** The task that has started it, if any. */
  readonly parent?: JobParent | undefined;
  /** Where this program records spans. */
  readonly span?: JobSpan | undefined;
  /** Called once, when the job has ended in whatever way. */
  readonly onEnded: () => void;
}
