import type { JobId, NodeId } from '@zfarm/cluster-core/core';
import type { ClusterEvent } from '../cluster-event.js';
import type { ClusterStats } from '../cluster-stats.js';
import type { SchedulerInput } from '../core/scheduler-input.js';
import type { SchedulerOutput } from '../core/scheduler-output.js';
import type { WorkerStatus } from '../core/status.js';
import { EventHub } from './event-hub.js';
import { EventTranslation } from './event-translation.js';
import { JobLedger } from './job-ledger.js';
import { JobShouts } from './job-shouts.js';
import type { DriverWatcher } from './scheduler-driver-options.js';
import { WorkBook } from './work-book.js';

export interface ObservationOptions {
  readonly nameOf: (worker: NodeId) => string;
  readonly statusOf: (worker: NodeId) => WorkerStatus | undefined;
  /** Items of a job that workers have now. */
  readonly runningIn: (job: JobId) => number;
  /** Tells everyone who watches the cluster. */
  readonly shout: (content: Uint8Array) => void;
}

/** Looks on as the scheduler works: counts, and tells those who listen. Makes no event while nobody does. */
export class Observation implements DriverWatcher {
  readonly events: EventHub<ClusterEvent> = new EventHub();
  readonly #options: ObservationOptions;
  readonly #book: WorkBook = new WorkBook();
  readonly #ledger: JobLedger;
  readonly jobShouts: JobShouts;
  readonly #translation: EventTranslation;
  readonly #since: number = performance.now();

  constructor(options: ObservationOptions) {
    this.#options = options;
    this.#ledger = new JobLedger(options.runningIn);
    this.jobShouts = new JobShouts({
      report: () => this.#ledger.report(),
      shout: options.shout,
      told: () => this.#ledger.forgetEnded(),
    });
    this.#translation = new EventTranslation({
      ofWorker: options.nameOf,
      ofJob: (job) => this.#ledger.nameOf(job),
    });
  }

  submitted(job: JobId, name: string): void {
    this.#ledger.submitted(job, name);
  }

  sent(worker: NodeId, bytes: number): void {
    this.#book.sent(worker, bytes);
  }

  handled(input: SchedulerInput, outputs: readonly SchedulerOutput[]): void {
    this.#book.take(input);
    this.#ledger.take(input);
    for (const output of outputs) {
      this.#book.perform(output);
      this.#ledger.perform(output);
    }
    if (this.events.wanted) this.#tell(input, outputs);
    const { wanted } = this.jobShouts;
    for (const output of outputs) if (output.kind === 'job-ended') this.#ledger.end(output, wanted);
    if (wanted) this.jobShouts.changed();
  }

  stats(): ClusterStats {
    const { nameOf, statusOf } = this.#options;
    return {
      elapsedMs: performance.now() - this.#since,
      jobs: this.#book.jobs(),
      totals: this.#book.totals(),
      workers: this.#book.workers(nameOf, statusOf),
    };
  }

  #tell(input: SchedulerInput, outputs: readonly SchedulerOutput[]): void {
    const at = Date.now();
    const taken = this.#translation.ofInput(input, at);
    if (taken !== undefined) this.events.emit(taken);
    for (const output of outputs) {
      const event = this.#translation.ofOutput(output, at);
      if (event !== undefined) this.events.emit(event);
    }
  }
}
