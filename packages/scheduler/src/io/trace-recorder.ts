import {
  type AttemptId,
  type JobId,
  type NodeId,
  type ToClient,
  TRACE_CHUNKS_MAX,
  TRACE_FAULTS_MAX,
  TRACE_NAMES_MAX,
  TRACE_NOTES_MAX,
  type TracedChunk,
  type TracedFault,
  type TracedNote,
  type TraceReport,
} from '@zfarm/cluster-core/core';
import type { SchedulerInput } from '../core/scheduler-input.js';
import type { Notice, SchedulerOutput } from '../core/scheduler-output.js';
import type { ItemError } from '../errors.js';
import { EvenSample } from './even-sample.js';
import { TRACE_ATTEMPTS_MAX } from './limits.js';

/** Names of what the core knows by its number or id. */
interface TraceNames {
  readonly ofWorker: (worker: NodeId) => string;
  readonly ofJob: (job: JobId) => string;
}

interface Attempt {
  readonly job: JobId;
  readonly jobName: string;
  readonly worker: NodeId;
  readonly first: number;
  items: number;
  failed: number;
}

/** Its age is made from the time when it is told. The name of its job is not to be had any more by then. */
type Kept<Told extends { readonly agoMs: number }> = Omit<Told, 'agoMs'> & {
  readonly at: number;
  readonly jobName: string;
};

/** What others are told by other ways, or too often to be told apart. */
const UNTOLD: readonly string[] = ['chunk-done', 'attempt-failed', 'cancelled'];

/** Gathers, for whoever asks, what jobs go through: a sample of their chunks, failures with stacks, and what else befalls them. */
export class TraceRecorder {
  readonly #names: TraceNames;
  readonly #attempts: Map<AttemptId, Attempt> = new Map();
  readonly #chunks: EvenSample<Kept<TracedChunk>> = new EvenSample(TRACE_CHUNKS_MAX);
  readonly #notes: Map<string, Kept<TracedNote>> = new Map();
  #faults: Kept<TracedFault>[] = [];
  #moreFaults: number = 0;

  constructor(names: TraceNames) {
    this.#names = names;
  }

  /** There is something to tell. */
  get pending(): boolean {
    return this.#chunks.values.length > 0 || this.#faults.length > 0 || this.#notes.size > 0;
  }

  handled(input: SchedulerInput, outputs: readonly SchedulerOutput[], now: number): void {
    // A job may end with what is left of its chunks in the same breath, so the messages are the better witness.
    if (input.kind === 'worker-messages') for (const message of input.messages) this.#heard(message, now);
    else if (input.kind === 'worker-closed') this.#lost(input.worker, now);
    for (const output of outputs) this.#perform(output, now);
  }

  failed(job: JobId, error: ItemError, final: boolean, now: number): void {
    if (this.#faults.length >= TRACE_FAULTS_MAX) {
      this.#moreFaults += 1;
      return;
    }
    const thrown = error.cause instanceof Error ? error.cause : error;
    const { index: item, worker, attempts } = error;
    const { name, message, stack = '' } = thrown;
    const jobName = this.#names.ofJob(job);
    this.#faults.push({ job, jobName, item, worker, attempts, final, name, message, stack, at: now });
  }

  /** What there is to tell, which is forgotten with it. */
  take(now: number): TraceReport {
    const workers = new Map<string, string>();
    const jobs = new Map<number, string>();
    const aged = <Told extends Kept<TracedChunk> | Kept<TracedFault> | Kept<TracedNote>>(kept: Told) => {
      const { at, jobName, ...told } = kept;
      if (told.job !== undefined && jobs.size < TRACE_NAMES_MAX) jobs.set(told.job, jobName);
      return { ...told, agoMs: now - at };
    };
    const faults = this.#faults.map((fault) => aged(fault));
    const notes = [...this.#notes.values()].map((note) => aged(note));
    const chunks = this.#chunks.values.map((chunk) => aged(chunk));
    for (const { worker } of [...notes, ...chunks])
      if (worker !== undefined && workers.size < TRACE_NAMES_MAX)
        workers.set(worker, this.#names.ofWorker(worker));
    const { every } = this.#chunks;
    const moreFaults = this.#moreFaults;
    this.#forgetTold();
    const named = chunks.filter(({ worker }) => workers.has(worker));
    return { workers, jobs, every, chunks: named, faults, moreFaults, notes };
  }

  /** Nobody asks any more. */
  clear(): void {
    this.#attempts.clear();
    this.#forgetTold();
  }

  #forgetTold(): void {
    this.#chunks.clear();
    this.#notes.clear();
    this.#faults = [];
    this.#moreFaults = 0;
  }

  #heard(message: ToClient, now: number): void {
    if (!('attempt' in message)) return;
    const attempt = this.#attempts.get(message.attempt);
    if (attempt === undefined) return;
    if (message.kind === 'failed') attempt.failed += 1;
    else if (message.kind === 'cut') attempt.items = Math.max(0, message.end - attempt.first);
    else if (message.kind === 'done') {
      this.#attempts.delete(message.attempt);
      if (attempt.items === 0) return;
      const { first: _, ...chunk } = attempt;
      this.#chunks.add({ ...chunk, busyMs: message.busyMs, at: now });
    }
  }

  #lost(worker: NodeId, now: number): void {
    for (const [id, attempt] of this.#attempts) if (attempt.worker === worker) this.#attempts.delete(id);
    this.#note('worker-left', undefined, worker, now);
  }

  #perform(output: SchedulerOutput, now: number): void {
    if (output.kind === 'notice') this.#noticed(output.event, now);
    else if (output.kind === 'job-unmatched') this.#note('unmatched', output.job, undefined, now);
    else if (output.kind === 'send') {
      const { message, worker } = output;
      if (message.kind === 'cancel') this.#attempts.delete(message.attempt);
      if (message.kind !== 'assign' || this.#attempts.size >= TRACE_ATTEMPTS_MAX) return;
      const { attempt, job, first, count: items } = message;
      const jobName = this.#names.ofJob(job);
      this.#attempts.set(attempt, { job, jobName, worker, first, items, failed: 0 });
    }
  }

  #noticed(event: Notice['event'], now: number): void {
    if (UNTOLD.includes(event.type)) return;
    const job = 'job' in event ? event.job : undefined;
    const type = event.type === 'requeued' && event.reason === 'cut' ? 'retracted' : event.type;
    this.#note(TOLD_AS[type] ?? type, job, event.worker, now);
  }

  #note(type: string, job: JobId | undefined, worker: NodeId | undefined, now: number): void {
    const key = `${type} ${job} ${worker}`;
    const known = this.#notes.get(key);
    if (known === undefined && this.#notes.size >= TRACE_NOTES_MAX) return;
    this.#notes.set(key, {
      type,
      ...(job !== undefined && { job }),
      ...(worker !== undefined && { worker }),
      jobName: job === undefined ? '' : this.#names.ofJob(job),
      times: (known?.times ?? 0) + 1,
      at: now,
    });
  }
}

/** The words of the cluster's events for what the core calls otherwise. */
const TOLD_AS: Readonly<Record<string, string>> = {
  retried: 'retry',
  copied: 'speculative-run',
  'copy-won': 'speculative-win',
};
