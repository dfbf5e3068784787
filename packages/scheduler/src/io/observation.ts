import { processMetrics } from '@zfarm/cluster-core';
import { type JobId, metricsText, type NodeId } from '@zfarm/cluster-core/core';
import type { Logger } from '@zfarm/zre';
import type { ClusterEvent } from '../cluster-event.js';
import type { ClusterStats } from '../cluster-stats.js';
import { clusterMetrics } from '../core/cluster-metrics.js';
import type { SchedulerCore } from '../core/scheduler-core.js';
import type { SchedulerInput } from '../core/scheduler-input.js';
import type { SchedulerOutput } from '../core/scheduler-output.js';
import type { ItemError } from '../errors.js';
import type { ObserverGroup } from './cluster-network.js';
import { EventHub } from './event-hub.js';
import { logEvents } from './event-log.js';
import { EventTranslation } from './event-translation.js';
import { JobLedger } from './job-ledger.js';
import { JobShouts } from './job-shouts.js';
import type { DriverWatcher } from './scheduler-driver-options.js';
import { TraceRecorder } from './trace-recorder.js';
import { TraceShouts } from './trace-shouts.js';
import { WorkBook } from './work-book.js';

export interface ObservationOptions {
  readonly nameOf: (worker: NodeId) => string;
  readonly core: Pick<SchedulerCore, 'workerStatus' | 'jobStatus'>;
  /** Tells those who look on. */
  readonly shout: (group: ObserverGroup, content: Uint8Array) => void;
  readonly logger?: Logger | undefined;
}

/** Looks on as the scheduler works: counts, and tells those who listen. Makes no event while nobody does. */
export class Observation implements DriverWatcher {
  readonly events: EventHub<ClusterEvent> = new EventHub();
  readonly #options: ObservationOptions;
  readonly #book: WorkBook = new WorkBook();
  readonly #ledger: JobLedger;
  readonly #jobShouts: JobShouts;
  readonly #recorder: TraceRecorder;
  readonly #traceShouts: TraceShouts;
  readonly #translation: EventTranslation;
  readonly #since: number = performance.now();

  constructor(options: ObservationOptions) {
    this.#options = options;
    const { nameOf, core, shout, logger } = options;
    this.#ledger = new JobLedger((job) => core.jobStatus(job)?.running ?? 0);
    this.#jobShouts = new JobShouts({
      report: () => this.#ledger.report(),
      shout: (content) => shout('watch', content),
      told: () => this.#ledger.forgetEnded(),
    });
    const names = { ofWorker: nameOf, ofJob: (job: JobId) => this.#ledger.nameOf(job) };
    this.#recorder = new TraceRecorder(names);
    this.#traceShouts = new TraceShouts(this.#recorder, (content) => shout('trace', content));
    this.#translation = new EventTranslation(names);
    if (logger !== undefined) logEvents(this.events, logger);
  }

  /** So many who look on are in this group now. */
  readonly observersChanged = (observers: number, group: ObserverGroup): void => {
    if (group === 'watch') this.#jobShouts.setObservers(observers);
    else this.#traceShouts.setListeners(observers);
  };

  /** Tells them what they have not been told yet. */
  tellLast(): void {
    this.#jobShouts.close();
    this.#traceShouts.close();
  }

  submitted(job: JobId, name: string): void {
    this.#ledger.submitted(job, name);
  }

  sent(worker: NodeId, bytes: number): void {
    this.#book.sent(worker, bytes);
  }

  failed(job: JobId, error: ItemError, final: boolean): void {
    if (this.#traceShouts.wanted) this.#recorder.failed(job, error, final, performance.now());
  }

  handled(input: SchedulerInput, outputs: readonly SchedulerOutput[]): void {
    this.#book.take(input);
    this.#ledger.take(input);
    for (const output of outputs) {
      this.#book.perform(output);
      this.#ledger.perform(output);
    }
    if (this.events.wanted) this.#tell(input, outputs);
    if (this.#traceShouts.wanted) {
      this.#recorder.handled(input, outputs, performance.now());
      this.#traceShouts.changed();
    }
    const { wanted } = this.#jobShouts;
    for (const output of outputs) if (output.kind === 'job-ended') this.#ledger.end(output, wanted);
    if (wanted) this.#jobShouts.changed();
  }

  stats(): ClusterStats {
    const { nameOf, core } = this.#options;
    return {
      elapsedMs: performance.now() - this.#since,
      jobs: this.#book.jobs(),
      totals: this.#book.totals(),
      workers: this.#book.workers(nameOf, (worker) => core.workerStatus(worker)),
    };
  }

  metrics(): string {
    return metricsText([...clusterMetrics(this.stats()), ...processMetrics(performance.timeOrigin / 1000)]);
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
