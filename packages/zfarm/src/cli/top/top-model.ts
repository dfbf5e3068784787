import type { JobSummary } from '@zfarm/cluster-core/core';
import type { ObservedNode } from '@zfarm/scheduler';
import { printable } from '../printable.js';
import { RateMeter } from './rate-meter.js';

export interface TopWorker {
  readonly id: string;
  readonly name: string;
  readonly slots: number;
  readonly busy: number;
  readonly queued: number;
  readonly done: number;
  readonly failed: number;
  readonly draining: boolean;
  /** Items a second. */
  readonly rate: number;
  readonly memoryBytes: number;
  readonly rssBytes: number | undefined;
}

export interface TopJob {
  /** Of the client and its number there. */
  readonly id: string;
  readonly name: string;
  readonly client: string;
  readonly done: number;
  readonly failed: number;
  /** Absent for a client that does not tell. */
  readonly retries: number | undefined;
  readonly total: number | undefined;
  readonly rate: number;
  readonly elapsedMs: number;
  /** Until the end at that rate; absent: nobody can tell. */
  readonly remainingMs: number | undefined;
  readonly outcome: JobSummary['outcome'];
}

/** What there is to show at one moment. */
export interface TopPicture {
  readonly workers: readonly TopWorker[];
  readonly jobs: readonly TopJob[];
  /** Jobs beyond those that clients tell of. */
  readonly moreJobs: number;
  /** Items a second of all workers, one for each second, newest last. */
  readonly history: readonly number[];
  readonly clients: number;
}

/** Long enough to see how a job has ended. */
const ENDED_MS = 15_000;
/** More than any terminal is wide. */
const HISTORY_MAX = 600;

interface KnownJob {
  summary: JobSummary;
  toldAt: number;
  client: string;
  endedAt: number | undefined;
  readonly meter: RateMeter;
}

/** What nodes have told, with the rates that follow from it. All times are monotonic milliseconds. */
export class TopModel {
  readonly #nodes: Map<string, ObservedNode> = new Map();
  readonly #workers: Map<string, RateMeter> = new Map();
  readonly #jobs: Map<string, KnownJob> = new Map();
  readonly #history: number[] = [];
  #total: number = 0;
  #shown: number = 0;

  /** A node as it is now. */
  put(node: ObservedNode, now: number): void {
    this.#nodes.set(node.id, node);
    if (node.role === 'worker' && !this.#workers.has(node.id)) this.#workers.set(node.id, new RateMeter());
    for (const job of node.jobs?.jobs ?? []) this.#tell(node, job, now);
  }

  /** A worker has told its load: the first of these is where counting begins. */
  loaded(node: ObservedNode, now: number): void {
    this.put(node, now);
    const done = node.load?.itemsDone ?? 0;
    this.#total += this.#workers.get(node.id)?.add(done, now) ?? 0;
  }

  remove(node: ObservedNode, now: number): void {
    this.#nodes.delete(node.id);
    this.#workers.delete(node.id);
    for (const [id, job] of this.#jobs) {
      if (!id.startsWith(node.id) || job.endedAt !== undefined) continue;
      this.#jobs.delete(id);
    }
    this.#forget(now);
  }

  /** Once a second. */
  second(now: number): void {
    this.#history.push(this.#total - this.#shown);
    this.#shown = this.#total;
    if (this.#history.length > HISTORY_MAX) this.#history.shift();
    this.#forget(now);
  }

  picture(now: number): TopPicture {
    const nodes = [...this.#nodes.values()];
    return {
      workers: nodes.flatMap((node) => (node.role === 'worker' ? [this.#worker(node, now)] : [])),
      jobs: [...this.#jobs].map(([id, job]) => jobAt(id, job, now)).reverse(),
      moreJobs: nodes.reduce((sum, { jobs }) => sum + (jobs?.more ?? 0), 0),
      history: this.#history,
      clients: nodes.filter(({ role }) => role === 'client').length,
    };
  }

  #tell(node: ObservedNode, summary: JobSummary, now: number): void {
    const id = `${node.id} ${summary.job}`;
    const { meter = new RateMeter() } = this.#jobs.get(id) ?? {};
    const known = this.#jobs.get(id);
    // Told again with every change of another job: what has ended has ended.
    if (known?.endedAt !== undefined) return;
    meter.add(summary.done + summary.failed, now);
    const endedAt = summary.outcome === undefined ? undefined : now;
    this.#jobs.set(id, { summary, toldAt: now, client: node.name, endedAt, meter });
  }

  #forget(now: number): void {
    for (const [id, { endedAt }] of this.#jobs) {
      if (endedAt !== undefined && now - endedAt > ENDED_MS) this.#jobs.delete(id);
    }
  }

  #worker({ id, name, capacity, load }: ObservedNode, now: number): TopWorker {
    return {
      id,
      name: printable(name),
      slots: capacity?.slots ?? 0,
      busy: load?.busySlots ?? 0,
      queued: load?.queuedAttempts ?? 0,
      done: load?.itemsDone ?? 0,
      failed: load?.itemsFailed ?? 0,
      draining: load?.draining ?? false,
      rate: this.#workers.get(id)?.perSecond(now) ?? 0,
      memoryBytes: capacity?.memoryBytes ?? 0,
      rssBytes: load?.rssBytes,
    };
  }
}

function jobAt(id: string, { summary, toldAt, client, endedAt, meter }: KnownJob, now: number): TopJob {
  const { name, done, failed, retries, total, elapsedMs: told, outcome } = summary;
  const elapsedMs = endedAt === undefined ? told + (now - toldAt) : told;
  const settled = done + failed;
  const average = (1000 * settled) / Math.max(1, elapsedMs);
  const rate = endedAt === undefined ? meter.perSecond(now) || average : average;
  const left = total === undefined || endedAt !== undefined ? undefined : total - settled;
  const remainingMs = left === undefined || rate === 0 ? undefined : (1000 * left) / rate;
  return {
    id,
    name: printable(name),
    client: printable(client),
    done,
    failed,
    retries,
    total,
    rate,
    elapsedMs,
    remainingMs,
    outcome,
  };
}
