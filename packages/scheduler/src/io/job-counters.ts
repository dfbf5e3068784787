import type { Notice } from '../core/scheduler-output.js';
import type { JobProgress, JobStats } from './job-progress.js';

/** Counts what happens to a job. */
export class JobCounters {
  readonly #startedAt: number = performance.now();
  readonly #workers: Map<string, number> = new Map();
  #endedAt: number | undefined;
  /** Items below this index have been handed to a worker. */
  #assignedEnd: number = 0;
  /** Of items that have told one and are not settled. */
  readonly #fractions: Map<number, number> = new Map();
  #done: number = 0;
  #failed: number = 0;
  #requeues: number = 0;
  #retries: number = 0;
  #bytesSent: number = 0;
  #bytesReceived: number = 0;

  /** Items with an end of either kind. */
  get settled(): number {
    return this.#done + this.#failed;
  }

  assigned(end: number): void {
    this.#assignedEnd = Math.max(this.#assignedEnd, end);
  }

  /** How far a running item has come, from 0 to 1. */
  progress(item: number, fraction: number): void {
    this.#fractions.set(item, fraction);
  }

  settle(worker: string, first: number, items: number): void {
    this.#done += items;
    if (this.#fractions.size > 0) this.#forget(first, items);
    this.#countFor(worker, items);
  }

  fail(worker: string, item: number): void {
    this.#failed += 1;
    this.#fractions.delete(item);
    this.#countFor(worker, 1);
  }

  notice(event: Notice['event']): void {
    if (event.type === 'requeued') this.#requeues += event.items;
    else if (event.type === 'retried') this.#retries += 1;
  }

  move(bytesSent: number, bytesReceived: number): void {
    this.#bytesSent += bytesSent;
    this.#bytesReceived += bytesReceived;
  }

  end(): void {
    this.#endedAt ??= performance.now();
    this.#fractions.clear();
  }

  summary(total: number | undefined): JobProgress {
    const over = this.#endedAt !== undefined;
    return {
      done: this.#done,
      failed: this.#failed,
      running: over ? 0 : Math.max(0, this.#assignedEnd - this.settled),
      partial: this.#partial(),
      ...(total === undefined ? {} : { total }),
    };
  }

  stats(): JobStats {
    return {
      items: this.settled,
      workers: Object.fromEntries(this.#workers),
      requeues: this.#requeues,
      retries: this.#retries,
      elapsedMs: (this.#endedAt ?? performance.now()) - this.#startedAt,
      bytes: { sent: this.#bytesSent, received: this.#bytesReceived },
    };
  }

  #forget(first: number, items: number): void {
    for (const item of this.#fractions.keys())
      if (item >= first && item < first + items) this.#fractions.delete(item);
  }

  #partial(): number {
    let sum = 0;
    for (const fraction of this.#fractions.values()) sum += fraction;
    return sum;
  }

  #countFor(worker: string, items: number): void {
    this.#workers.set(worker, (this.#workers.get(worker) ?? 0) + items);
  }
}
