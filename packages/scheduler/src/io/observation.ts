import type { JobId, NodeId } from '@zfarm/cluster-core/core';
import type { ClusterEvent } from '../cluster-event.js';
import type { ClusterStats } from '../cluster-stats.js';
import type { SchedulerInput } from '../core/scheduler-input.js';
import type { SchedulerOutput } from '../core/scheduler-output.js';
import type { WorkerStatus } from '../core/status.js';
import { EventHub } from './event-hub.js';
import { EventTranslation } from './event-translation.js';
import type { DriverWatcher } from './scheduler-driver-options.js';
import { WorkBook } from './work-book.js';

export interface ObservationOptions {
  readonly nameOf: (worker: NodeId) => string;
  readonly statusOf: (worker: NodeId) => WorkerStatus | undefined;
}

/** Looks on as the scheduler works: counts, and tells those who listen. Makes no event while nobody does. */
export class Observation implements DriverWatcher {
  readonly events: EventHub<ClusterEvent> = new EventHub();
  readonly #options: ObservationOptions;
  readonly #book: WorkBook = new WorkBook();
  readonly #jobNames: Map<JobId, string> = new Map();
  readonly #translation: EventTranslation;
  readonly #since: number = performance.now();

  constructor(options: ObservationOptions) {
    this.#options = options;
    this.#translation = new EventTranslation({
      ofWorker: options.nameOf,
      ofJob: (job) => this.#jobNames.get(job) ?? '',
    });
  }

  submitted(job: JobId, name: string): void {
    this.#jobNames.set(job, name);
  }

  sent(worker: NodeId, bytes: number): void {
    this.#book.sent(worker, bytes);
  }

  handled(input: SchedulerInput, outputs: readonly SchedulerOutput[]): void {
    this.#book.take(input);
    for (const output of outputs) this.#book.perform(output);
    if (this.events.wanted) this.#tell(input, outputs);
    for (const output of outputs) if (output.kind === 'job-ended') this.#jobNames.delete(output.job);
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
