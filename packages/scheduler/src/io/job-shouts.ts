import { encodeJobs, type JobReport } from '@zfarm/cluster-core/core';
import { JOBS_INTERVAL_MS } from './limits.js';

export interface JobShoutsOptions {
  readonly report: () => JobReport;
  readonly shout: (content: Uint8Array) => void;
  /** The report has been shouted, or nobody is there to hear it. */
  readonly told: () => void;
}

/** Tells the observers of the cluster how far our jobs are: on change, at most twice a second, and while there are any. */
export class JobShouts {
  readonly #options: JobShoutsOptions;
  #observers: number = 0;
  #last: string | undefined;
  #toldAt: number = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: JobShoutsOptions) {
    this.#options = options;
  }

  get wanted(): boolean {
    return this.#observers > 0;
  }

  setObservers(observers: number): void {
    const more = observers > this.#observers;
    this.#observers = observers;
    if (more) {
      this.#last = undefined;
      this.changed();
    } else if (observers === 0) {
      this.#stop();
      this.#options.told();
    }
  }

  /** Something may have changed. */
  changed(): void {
    if (this.#observers === 0 || this.#timer !== undefined) return;
    const waitMs = Math.max(0, this.#toldAt + JOBS_INTERVAL_MS - performance.now());
    this.#timer = setTimeout(() => this.#tell(), waitMs).unref();
  }

  /** Tells what has not been told yet, for the last time. */
  close(): void {
    if (this.#timer !== undefined) this.#tell();
    this.#observers = 0;
  }

  #tell(): void {
    this.#stop();
    const report = this.#options.report();
    // Time passes for every job, and everyone knows.
    const text = JSON.stringify(report, (key, value: unknown) => (key === 'elapsedMs' ? undefined : value));
    if (text === this.#last) return;
    this.#last = text;
    this.#toldAt = performance.now();
    this.#options.shout(encodeJobs(report));
    this.#options.told();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
