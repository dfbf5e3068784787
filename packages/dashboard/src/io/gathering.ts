import type { JobReport, TracedChunk, TracedFault, TracedNote, TraceReport } from '@zfarm/cluster-core/core';
import type { ObservedNode, ObserverEvent } from '@zfarm/scheduler';
import { jobKey } from '../core/cluster-view.js';
import { EventLines, noteWords } from '../core/event-lines.js';
import type { Feed, FeedFault, FeedJob, FeedNode, FeedOutcome, FeedSamples, FeedSpan } from '../core/feed.js';
import { countText, durationText } from '../core/figures.js';
import {
  CHARTED_MAX,
  FAULTS_KEPT_MAX,
  SAMPLE_MS,
  SPANS_TOLD_MAX,
  SPANS_WAITING_MAX,
} from '../core/limits.js';
import { NameTable } from '../core/name-table.js';
import { thinned } from '../core/thinned.js';

/** How ids of pools inside a process begin; those of nodes are hex digits. */
const LOCAL = 'local-';

/** Makes of what an observer learns what pages are told, a batch at a time. Times are in ms since 1970. */
export class Gathering {
  readonly #numbers: Map<string, number> = new Map();
  readonly #nodes: Map<number, FeedNode> = new Map();
  readonly #names: NameTable = new NameTable();
  readonly #lines: EventLines = new EventLines();
  /** Jobs that go on. */
  readonly #going: Map<string, FeedJob> = new Map();
  readonly #changedNodes: Map<number, FeedNode> = new Map();
  readonly #changedJobs: Map<string, FeedJob> = new Map();
  readonly #gone: Set<number> = new Set();
  readonly #done: Map<number, { readonly at: number; readonly items: number }> = new Map();
  #spans: FeedSpan[] = [];
  #every: number = 1;
  #faults: FeedFault[] = [];
  #faultNo: number = 0;
  #moreFaults: number = 0;
  #moreTold: number = 0;
  #numbered: number = 0;
  #sampledAt: number = Number.NEGATIVE_INFINITY;

  take(event: ObserverEvent, now: number): void {
    const { node } = event;
    switch (event.type) {
      case 'node-joined':
        this.#join(node, now);
        break;
      case 'node-left':
        this.#leave(node, now);
        break;
      case 'load-changed':
        this.#put(node);
        break;
      case 'jobs-changed':
        this.#tellJobs(node, node.jobs ?? { jobs: [], more: 0 }, now);
        break;
      case 'traced':
        this.#trace(node, event.trace, now);
        break;
    }
  }

  /** What is new since the last time; undefined: nothing. */
  tell(now: number): Feed | undefined {
    const samples = this.#sample(now);
    const names = this.#names.takeFresh();
    const lines = this.#lines.take(now);
    const { values: spans, every } = thinned(this.#spans, SPANS_TOLD_MAX);
    const feed: Feed = {
      at: now,
      ...(this.#changedNodes.size > 0 && { nodes: [...this.#changedNodes.values()] }),
      ...(this.#gone.size > 0 && { gone: [...this.#gone] }),
      ...(this.#changedJobs.size > 0 && { jobs: [...this.#changedJobs.values()] }),
      ...(names.length > 0 && { names }),
      ...(spans.length > 0 && { spans, every: every * this.#every }),
      ...(this.#faults.length > 0 && { faults: this.#faults }),
      ...(this.#moreFaults !== this.#moreTold && { moreFaults: this.#moreFaults }),
      ...(lines.length > 0 && { lines }),
      ...(samples !== undefined && { samples: [samples] }),
    };
    this.#changedNodes.clear();
    this.#changedJobs.clear();
    this.#gone.clear();
    this.#spans = [];
    this.#every = 1;
    this.#faults = [];
    this.#moreTold = this.#moreFaults;
    return Object.keys(feed).length > 1 ? feed : undefined;
  }

  #join(node: ObservedNode, now: number): void {
    this.#numbered += 1;
    this.#numbers.set(node.id, this.#numbered);
    this.#put(node);
    const slots = node.capacity === undefined ? '' : `, ${node.capacity.slots} slots`;
    this.#lines.add(now, 'good', `${node.role} ${node.name} joined${slots}`);
  }

  #leave(node: ObservedNode, now: number): void {
    const no = this.#numbers.get(node.id);
    if (no === undefined) return;
    this.#numbers.delete(node.id);
    this.#nodes.delete(no);
    this.#changedNodes.delete(no);
    this.#done.delete(no);
    this.#gone.add(no);
    for (const job of [...this.#going.values()]) if (job.client === no) this.#endJob(job, 'lost', now);
    this.#lines.add(now, node.role === 'worker' ? 'warning' : 'plain', `${node.role} ${node.name} left`);
  }

  #put(node: ObservedNode): void {
    const no = this.#numbers.get(node.id);
    if (no === undefined) return;
    const told = feedNode(no, node);
    this.#nodes.set(no, told);
    this.#changedNodes.set(no, told);
  }

  #tellJobs({ id, name: clientName }: ObservedNode, { jobs, more }: JobReport, now: number): void {
    const client = this.#numbers.get(id);
    if (client === undefined) return;
    for (const { elapsedMs, outcome, name, ...counts } of jobs) {
      const job: FeedJob = {
        client,
        clientName,
        name: name || 'anonymous',
        ...counts,
        startedAt: now - elapsedMs,
        at: now,
      };
      const key = jobKey(job);
      const known = this.#going.get(key);
      const told = known === undefined ? job : { ...job, startedAt: known.startedAt };
      if (outcome !== undefined) this.#endJob(told, outcome, now);
      else {
        if (known === undefined) this.#lines.add(now, 'plain', `${jobTitle(told)} started`);
        this.#going.set(key, told);
        this.#changedJobs.set(key, told);
      }
    }
    // Of many jobs that end at once not all are told.
    const heard = new Set(jobs.map(({ job }) => job));
    if (more > 0) return;
    for (const job of [...this.#going.values()])
      if (job.client === client && !heard.has(job.job)) this.#endJob(job, 'ended', now);
  }

  #endJob(job: FeedJob, outcome: FeedOutcome, now: number): void {
    const key = jobKey(job);
    this.#going.delete(key);
    this.#changedJobs.set(key, { ...job, running: 0, at: now, outcome });
    const mood = {
      completed: 'good',
      failed: 'bad',
      cancelled: 'warning',
      lost: 'bad',
      ended: 'plain',
    } as const;
    const items = `${countText(job.done)} items in ${durationText(now - job.startedAt)}`;
    const failed = job.failed > 0 ? `, ${countText(job.failed)} failed` : '';
    this.#lines.add(now, mood[outcome], `${jobTitle(job)} ${outcome}: ${items}${failed}`);
  }

  #trace(client: ObservedNode, trace: TraceReport, now: number): void {
    const nameOf = (job: number): string => trace.jobs.get(job) || 'anonymous';
    for (const chunk of trace.chunks) {
      // The pool inside a client is no node: what it does is drawn with its client.
      const worker = this.#numbers.get(chunk.worker.startsWith(LOCAL) ? client.id : chunk.worker);
      if (worker !== undefined) this.#addSpan(worker, chunk, nameOf(chunk.job), now);
    }
    this.#every = Math.max(this.#every, trace.every);
    for (const fault of trace.faults) this.#addFault(client.name, fault, nameOf(fault.job), now);
    this.#moreFaults += trace.moreFaults;
    for (const note of trace.notes) this.#addNote(client.name, note, trace, now);
  }

  #addSpan(
    worker: number,
    { agoMs, busyMs, items, failed }: TracedChunk,
    jobName: string,
    now: number,
  ): void {
    if (this.#spans.length >= SPANS_WAITING_MAX) return;
    this.#spans.push([worker, this.#names.placeOf(jobName), now - agoMs - busyMs, busyMs, items, failed]);
  }

  #addFault(clientName: string, fault: TracedFault, jobName: string, now: number): void {
    if (this.#faults.length >= FAULTS_KEPT_MAX) {
      this.#moreFaults += 1;
      return;
    }
    const { agoMs, ...told } = fault;
    this.#faultNo += 1;
    this.#faults.push({ ...told, no: this.#faultNo, at: now - agoMs, clientName, jobName });
  }

  #addNote(
    clientName: string,
    { type, job, worker, times, agoMs }: TracedNote,
    trace: TraceReport,
    now: number,
  ): void {
    const { mood, text } = noteWords(type);
    const place = [
      worker === undefined ? '' : (trace.workers.get(worker) ?? ''),
      job === undefined ? '' : `${trace.jobs.get(job) || 'anonymous'} #${job}`,
      `of ${clientName}`,
    ];
    const often = times > 1 ? ` (${countText(times)}×)` : '';
    this.#lines.add(now - agoMs, mood, `${text}${often}: ${place.filter((part) => part !== '').join(', ')}`);
  }

  #sample(now: number): FeedSamples | undefined {
    if (now - this.#sampledAt < SAMPLE_MS) return undefined;
    this.#sampledAt = now;
    const workers = [...this.#nodes.values()].filter(({ load }) => load !== undefined).slice(0, CHARTED_MAX);
    const of = workers.map(({ no, load }) => {
      const items = load?.itemsDone ?? 0;
      const before = this.#done.get(no);
      this.#done.set(no, { at: now, items });
      const rate = before === undefined ? 0 : ((items - before.items) / (now - before.at)) * 1000;
      return [no, load?.busySlots ?? 0, load?.rssBytes ?? 0, Math.round(rate * 10) / 10] as const;
    });
    return { at: now, of };
  }
}

function jobTitle({ name, job, clientName }: FeedJob): string {
  return `job ${name} #${job} of ${clientName}`;
}

function feedNode(no: number, { id, name, role, address, capacity, load }: ObservedNode): FeedNode {
  const known = { no, id, name, role, address, ...(capacity !== undefined && { capacity }) };
  if (load === undefined) return known;
  const {
    itemsFailed = 0,
    rssBytes = 0,
    heapBytes = 0,
    busySlots,
    queuedAttempts,
    itemsDone,
    draining,
  } = load;
  return {
    ...known,
    load: { busySlots, queuedAttempts, itemsDone, itemsFailed, draining, rssBytes, heapBytes },
  };
}
