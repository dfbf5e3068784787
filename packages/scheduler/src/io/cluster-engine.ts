import { type JobId, jobId } from '@zfarm/cluster-core/core';
import type { ClusterActivity, ClusterParts } from '../cluster-parts.js';
import type { ClusterOptions } from '../connect-options.js';
import { SchedulerCore } from '../core/scheduler-core.js';
import { ClusterClosedError } from '../errors.js';
import { type ClusterNetwork, zreNetwork } from './cluster-network.js';
import { jobActivity } from './job-activity.js';
import type { JobControl } from './job-run.js';
import { NestedJobs } from './nested-jobs.js';
import { NoWorkerWarning, workerHint } from './no-worker-warning.js';
import { Observation } from './observation.js';
import { QueueDesk } from './queue-desk.js';
import { warnOfRefusals } from './refusal-warning.js';
import { SchedulerDriver } from './scheduler-driver.js';
import { TaskBatches } from './task-batches.js';

/** What stands behind a handle: the node on the network, the scheduler, and all that is under way; put together, joined and left. */
export class ClusterEngine {
  readonly driver: SchedulerDriver;
  readonly observation: Observation;
  readonly batches: TaskBatches;
  readonly queues: QueueDesk;
  /** Jobs that have not ended. */
  readonly runs: Set<JobControl> = new Set();
  /** Resolves when this node is on the network; rejects when it cannot be. */
  readonly started: Promise<void>;
  readonly #options: ClusterOptions;
  readonly #network: ClusterNetwork | undefined;
  readonly #noWorker: NoWorkerWarning | undefined;
  readonly #closing: AbortController = new AbortController();
  #jobs: number = 0;
  #closed: Promise<void> | undefined;

  /** Joins at once. */
  constructor(options: ClusterOptions, { openLocal, openNetwork = zreNetwork }: ClusterParts) {
    this.#options = options;
    const { local, localThreads, weight, logger } = options;
    this.#network = local === 'always' ? undefined : openNetwork(options);
    const self = this.#network?.self ?? 'local-client';
    const core = new SchedulerCore({ self, local, weight });
    this.observation = new Observation({
      nameOf: (worker) => driver.workers.nameOf(worker),
      core,
      logger,
      shout: (group, content) => this.#network?.shout?.(group, content),
    });
    const driver = new SchedulerDriver({
      self,
      core,
      watcher: this.observation,
      openLocal: openLocal && ((handler) => openLocal(localThreads, handler)),
      nested: (output) => nested.take(output),
    });
    this.driver = driver;
    this.queues = new QueueDesk(self, this.#network !== undefined);
    const nested = new NestedJobs({ driver, nextId: () => this.nextId(), queues: this.queues });
    this.batches = new TaskBatches({ driver, nextId: () => this.nextId(), logger });
    const stuck = (): boolean => this.#workActivity === 'running' && driver.workers.networkCount === 0;
    this.#noWorker = local === 'never' ? new NoWorkerWarning(options, stuck, this.#network) : undefined;
    this.started = this.#join();
    // Told to whoever awaits it, and to every job.
    this.started.catch((error: unknown) => void this.close(error));
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  get activity(): ClusterActivity {
    return this.queues.activityWith(this.#workActivity);
  }

  get #workActivity(): ClusterActivity {
    return jobActivity(this.batches.inFlight, this.runs);
  }

  nextId(): JobId {
    this.#jobs += 1;
    return jobId(this.#jobs);
  }

  /** A job or a task has been submitted. */
  workBegun(): void {
    this.#noWorker?.jobStarted();
  }

  /** Why no workers may be here, for an error that says so. */
  workerHint(): string {
    return workerHint(this.#options, this.#network?.obstacles?.());
  }

  /** Aborted with the handle, or by the signal. */
  ending(signal: AbortSignal | undefined): AbortSignal {
    return AbortSignal.any([this.#closing.signal, ...(signal === undefined ? [] : [signal])]);
  }

  /** Says goodbye; what is not finished rejects with the reason. A second call changes nothing. */
  close(reason: unknown): Promise<void> {
    this.#closed ??= this.#leave(reason);
    return this.#closed;
  }

  async #join(): Promise<void> {
    await this.#network?.start({
      links: this.driver.linkHandler(false),
      clients: this.queues.links,
      loadChanged: (worker, load) => this.driver.workers.setLoad(worker, load),
      observersChanged: this.observation.observersChanged,
      refused: warnOfRefusals(),
    });
    this.queues.joined();
  }

  async #leave(reason: unknown): Promise<void> {
    this.#closing.abort(reason);
    const ending = reason instanceof ClusterClosedError ? 'cancel' : 'end';
    for (const run of [...this.runs]) run[ending](reason);
    this.batches.cancelAll(reason);
    this.queues.close(reason);
    await this.started.catch(() => {});
    this.observation.tellLast();
    await Promise.all([this.#network?.close(), this.driver.close()]);
    this.observation.events.end();
  }
}
