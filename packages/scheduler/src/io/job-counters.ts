import type { NodeId } from '@zfarm/cluster-core/core';
import type { Notice } from '../core/scheduler-output.js';
import type { NamedWorker } from './job-port.js';
import type { JobProgress, JobStats } from './job-progress.js';

/** Of a worker's id, to tell it from others of its name. */
const ID_DIGITS = 8;

/** Counts what happens to a job. */
export class JobCounters {
  readonly #startedAt: number = performance.now();
  readonly #workers: Map<NodeId, { readonly name: string; items: number }> = new Map();
  #endedAt: number | undefined;
  /** Items below this index have been handed to a worker. */
  #assignedEnd: number = 0;
  /** Of items that have told one and are not settled. */
  readonly #fractions: Map<number, number> = new Map();
  #done: number = 0;
  #failed: number = 0;
  #requeues: number = 0;
  #retries: number = 0;
  #copiesRun: number = 0;
  #copiesWon: number = 0;
  #chunks: number = 0;
  #failures: number = 0;
  #deaths: number = 0;
  #retracted: number = 0;
  #busyMs: number = 0;
  #firstAssignedAt: number | undefined;
  #bytesSent: number = 0;
  #bytesReceived: number = 0;

  /** Items with an end of either kind. */
  get settled(): number {
    return this.#done + this.#failed;
  }

  /** What the results weighed on their way. */
  get bytesReceived(): number {
    return this.#bytesReceived;
  }

  assigned(end: number): void {
    this.#assignedEnd = Math.max(this.#assignedEnd, end);
    this.#chunks += 1;
    this.#firstAssignedAt ??= performance.now();
  }

  /** How far a running item has come, from 0 to 1. */
  progress(item: number, fraction: number): void {
    this.#fractions.set(item, fraction);
  }

  settle(worker: NamedWorker, first: number, items: number): void {
    this.#done += items;
    if (this.#fractions.size > 0) this.#forget(first, items);
    this.#countFor(worker, items);
  }

  fail(worker: NamedWorker, item: number): void {
    this.#failed += 1;
    this.#fractions.delete(item);
    this.#countFor(worker, 1);
  }

  /** The item has resolved at home, with something for a result or without. */
  give(item: number, withResult: boolean): void {
    if (withResult) this.#done += 1;
    else this.#failed += 1;
    this.#fractions.delete(item);
  }

  notice(event: Notice['event']): void {
    switch (event.type) {
      case 'chunk-done':
        this.#busyMs += event.busyMs;
        break;
      case 'requeued':
        if (event.reason === 'cut') this.#retracted += event.items;
        else this.#requeues += event.items;
        break;
      case 'attempt-failed':
        if (event.fault === 'thread') this.#deaths += 1;
        else this.#failures += 1;
        break;
      case 'retried':
        this.#retries += 1;
        break;
      case 'copied':
        this.#copiesRun += event.items;
        break;
      case 'copy-won':
        this.#copiesWon += event.items;
    }
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
    const now = this.#endedAt ?? performance.now();
    return {
      items: this.settled,
      workers: this.#byName(),
      chunks: this.#chunks,
      requeues: this.#requeues,
      retracted: this.#retracted,
      failures: this.#failures,
      deaths: this.#deaths,
      retries: this.#retries,
      copies: { run: this.#copiesRun, won: this.#copiesWon },
      queuedMs: (this.#firstAssignedAt ?? now) - this.#startedAt,
      busyMs: this.#busyMs,
      elapsedMs: now - this.#startedAt,
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

  #countFor({ id, name }: NamedWorker, items: number): void {
    const counted = this.#workers.get(id);
    if (counted === undefined) this.#workers.set(id, { name, items });
    else counted.items += items;
  }

  /** Workers of one name are told apart by their ids. */
  #byName(): Record<string, number> {
    const bearers = new Map<string, number>();
    for (const { name } of this.#workers.values()) bearers.set(name, (bearers.get(name) ?? 0) + 1);
    const entries = [...this.#workers].map(([id, { name, items }]): [string, number] => {
      return [bearers.get(name) === 1 ? name : `${name} (${id.slice(0, ID_DIGITS)})`, items];
    });
    return Object.fromEntries(entries);
  }
}
