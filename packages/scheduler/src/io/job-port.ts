import type { Payload } from '@zfarm/cluster-core';
import type { NodeId } from '@zfarm/cluster-core/core';
import type { JobPolicy } from '../core/scheduler-input.js';
import type { ItemProgress, JobEnded, Notice } from '../core/scheduler-output.js';
import type { ItemError } from '../errors.js';
import type { JobCode } from './job-code.js';
import type { TaskLog } from './task-log.js';

/** A worker as the user knows it; several may have the same name. */
export interface NamedWorker {
  readonly id: NodeId;
  readonly name: string;
}

/** Results of the items `[first, first + count)`: they stand in `values` from `offset` on. */
export interface SettledItems {
  readonly worker: NamedWorker;
  readonly first: number;
  readonly count: number;
  readonly offset: number;
  readonly values: ArrayLike<unknown>;
}

/** A job that has been submitted and has not ended. */
export interface RunningJob {
  readonly port: JobPort;
  readonly code: JobCode;
  readonly policy: JobPolicy;
}

/** What the driver needs of a job, and what it tells it. */
export interface JobPort {
  /** Where the job was submitted, for the stack traces of its failures; absent of single tasks. */
  readonly submitted: Error | undefined;
  /**
   * The items `[first, first + count)`, about to be sent.
   *
   * @throws UnshippableValueError that names the item; the job then ends with `broken`.
   */
  encodeItems(first: number, count: number): Payload;
  /** Up to `count` more items could be used. */
  needItems(count: number): void;
  settled(items: SettledItems): void;
  /** `worker`: the one that had it last. */
  itemFailed(item: number, error: ItemError, worker: NamedWorker): void;
  /** An item has failed, and waits for an `item-verdict`. `final`: by the counters of its policy this was the last try. */
  itemFaltered(item: number, error: ItemError, final: boolean): void;
  /** What a verdict gives for the item is its result now. */
  itemGiven(item: number): void;
  /** The job cannot go on: its values cannot be encoded or decoded. The driver has cancelled it already. */
  broken(error: unknown): void;
  ended(outcome: JobEnded['outcome']): void;
  logged(log: TaskLog): void;
  progressed(progress: ItemProgress): void;
  noticed(event: Notice['event']): void;
  /** Bytes of values that have gone out and come in. */
  moved(bytesSent: number, bytesReceived: number): void;
}
