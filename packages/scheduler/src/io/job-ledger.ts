import { JOBS_TOLD_MAX, type JobId, type JobReport, type JobSummary } from '@zfarm/cluster-core/core';
import type { SchedulerInput } from '../core/scheduler-input.js';
import type { JobEnded, SchedulerOutput } from '../core/scheduler-output.js';

interface Entry {
  readonly name: string;
  readonly startedAt: number;
  done: number;
  failed: number;
  retries: number;
  items: number;
  /** No more items come. */
  full: boolean;
}

/** The jobs that go on, by name and in figures; and, for whoever looks on, those that have ended since they were last told. */
export class JobLedger {
  readonly #runningIn: (job: JobId) => number;
  readonly #entries: Map<JobId, Entry> = new Map();
  #ended: JobSummary[] = [];

  /** @param runningIn items of a job that workers have now */
  constructor(runningIn: (job: JobId) => number) {
    this.#runningIn = runningIn;
  }

  submitted(job: JobId, name: string): void {
    this.#entries.set(job, {
      name,
      startedAt: performance.now(),
      done: 0,
      failed: 0,
      retries: 0,
      items: 0,
      full: false,
    });
  }

  nameOf(job: JobId): string {
    return this.#entries.get(job)?.name ?? '';
  }

  take(input: SchedulerInput): void {
    if (input.kind === 'job-submitted') this.#add(input.job, input.items, input.ended);
    else if (input.kind === 'items-added') this.#add(input.job, input.count, input.ended);
  }

  perform(output: SchedulerOutput): void {
    if (output.kind === 'items-settled') this.#count(output.job, 'done', output.count);
    else if (output.kind === 'item-given') this.#count(output.job, 'done', 1);
    else if (output.kind === 'item-failed') this.#count(output.job, 'failed', 1);
    else if (output.kind === 'notice' && output.event.type === 'retried')
      this.#count(output.event.job, 'retries', 1);
  }

  /** @param told somebody will ask for the report */
  end({ job, outcome }: JobEnded, told: boolean): void {
    const entry = this.#entries.get(job);
    if (entry === undefined) return;
    this.#entries.delete(job);
    if (told) this.#ended.push({ ...summary(job, entry, 0), outcome });
    if (this.#ended.length > JOBS_TOLD_MAX) this.#ended.shift();
  }

  report(): JobReport {
    const room = JOBS_TOLD_MAX - this.#ended.length;
    const newest = [...this.#entries].reverse().slice(0, room);
    const going = newest.map(([job, entry]) => summary(job, entry, this.#runningIn(job)));
    return { jobs: [...this.#ended, ...going], more: this.#entries.size - going.length };
  }

  /** The report has been told, or nobody asks for it any more. */
  forgetEnded(): void {
    this.#ended = [];
  }

  #add(job: JobId, items: number, full: boolean): void {
    const entry = this.#entries.get(job);
    if (entry === undefined) return;
    entry.items += items;
    entry.full = full;
  }

  #count(job: JobId, what: 'done' | 'failed' | 'retries', items: number): void {
    const entry = this.#entries.get(job);
    if (entry !== undefined) entry[what] += items;
  }
}

function summary(
  job: JobId,
  { name, startedAt, done, failed, retries, items, full }: Entry,
  running: number,
): JobSummary {
  const elapsedMs = performance.now() - startedAt;
  return { job, name, done, failed, running, ...(full && { total: items }), elapsedMs, retries };
}
