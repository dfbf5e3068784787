import {
  type AttemptId,
  attemptId,
  jobId,
  type NestId,
  type ToClient,
  type ToWorker,
} from '@zfarm/cluster-core/core';
import { RESERVATIONS } from './core-bench.js';
import { VALUE } from './model-thread.js';

interface ModelJob {
  readonly depth: number;
  /** Items that are in no attempt. */
  readonly todo: Set<number>;
  readonly open: Set<ModelAttempt>;
  unresolved: number;
  readonly parent: { readonly attempt: ModelAttempt; readonly nest: NestId } | undefined;
  over: boolean;
}

interface ModelAttempt {
  readonly id: AttemptId;
  readonly job: ModelJob;
  /** What it has not reported, in order. */
  owed: number[];
  readonly first: number;
  suspended: boolean;
  readonly nests: Map<NestId, ModelJob>;
  /** The worker knows of it. */
  told: boolean;
}

/** A client that runs jobs, and those that their tasks start; what it says arrives later. */
export class ModelClient {
  readonly id: string;
  readonly #mail: ToWorker[] = [];
  readonly #jobs: Set<ModelJob> = new Set();
  readonly #attempts: Map<AttemptId, ModelAttempt> = new Map();
  /** Ended by us, while the worker may still speak of them. */
  readonly #forgotten: Set<AttemptId> = new Set();
  #made = 0;
  #itemsMade = 0;
  waitingLosses = 0;
  draining = false;

  constructor(id: string) {
    this.id = id;
  }

  takeMail(): ToWorker[] {
    for (const message of this.#mail) {
      if (message.kind !== 'assign') continue;
      const attempt = this.#attempts.get(message.attempt);
      if (attempt !== undefined) attempt.told = true;
    }
    return this.#mail.splice(0);
  }

  /** Attempts that the worker has been told of and that are not over. */
  get known(): { readonly id: AttemptId; readonly depth: number }[] {
    return [...this.#attempts.values()]
      .filter(({ told, owed }) => told && owed.length > 0)
      .map(({ id, job: { depth } }) => ({ id, depth }));
  }

  get unresolved(): number {
    let items = 0;
    for (const job of this.#jobs) items += job.unresolved;
    return items;
  }

  submit(items: number): void {
    this.#jobs.add(this.#job(0, items, undefined));
  }

  /** Assigns some items of a job that has some. */
  assign(pick: number, count: number, reserves: boolean): void {
    const ready = [...this.#jobs].filter(({ todo }) => todo.size > 0);
    const job = ready[pick % Math.max(1, ready.length)];
    if (job === undefined || this.draining) return;
    const [first = 0] = job.todo;
    const owed: number[] = [];
    for (let item = first; owed.length < count && job.todo.delete(item); item += 1) owed.push(item);
    this.#made += 1;
    const id = attemptId(this.#made);
    const attempt = { id, job, owed, first, suspended: false, nests: new Map(), told: false };
    this.#attempts.set(id, attempt);
    job.open.add(attempt);
    this.#mail.push({
      kind: 'assign',
      attempt: id,
      job: jobId(1),
      code: 'x',
      call: 'item',
      first,
      count: owed.length,
      items: VALUE,
      tries: 0,
      console: 'forward',
      depth: job.depth,
      reservation: reserves ? RESERVATIONS[pick % RESERVATIONS.length] : undefined,
    });
  }

  end(kind: 'cancel' | 'retract', pick: number): void {
    const live = [...this.#attempts.values()];
    const attempt = live[pick % Math.max(1, live.length)];
    if (attempt === undefined) return;
    if (kind === 'retract') this.#mail.push({ kind, attempt: attempt.id });
    else this.#cancel(attempt);
  }

  /** Others have done what this worker takes no more. */
  doneElsewhere(): void {
    for (const job of [...this.#jobs]) for (const item of [...job.todo]) this.#resolve(job, item);
  }

  receive(message: ToClient): void {
    if (message.kind === 'draining') this.draining = true;
    if (message.kind === 'nested-cancel') {
      for (const { nests } of this.#attempts.values()) this.#endJob(nests.get(message.nest));
    }
    if (!('attempt' in message)) return;
    const attempt = this.#attempts.get(message.attempt);
    if (attempt !== undefined) this.#receiveOf(attempt, message);
    else if (!this.#forgotten.has(message.attempt))
      throw new Error(`${this.id} is told ${message.kind} of an attempt that is over.`);
  }

  #receiveOf(attempt: ModelAttempt, message: ToClient & { readonly attempt: AttemptId }): void {
    switch (message.kind) {
      case 'slice':
        for (let at = 0; at < message.count; at += 1) this.#reported(attempt, message.first + at, true);
        break;
      case 'failed':
        if ((message.fault === 'waiting') !== attempt.suspended)
          throw new Error(
            `An item that was ${attempt.suspended ? 'suspended' : 'at work'}: ${message.fault}.`,
          );
        if (message.fault === 'waiting') this.waitingLosses += 1;
        this.#reported(attempt, message.item, message.fault === 'task');
        break;
      case 'suspended':
      case 'resumed':
        if (attempt.suspended === (message.kind === 'suspended')) throw new Error(`${message.kind} twice.`);
        attempt.suspended = message.kind === 'suspended';
        if (attempt.owed.length !== 1)
          throw new Error('A suspended attempt owes the item that waits, alone.');
        break;
      case 'cut':
        for (const item of attempt.owed) if (item >= message.end) attempt.job.todo.add(item);
        attempt.owed = attempt.owed.filter((item) => item < message.end);
        if (message.end === attempt.first) this.#close(attempt);
        break;
      case 'done':
        if (attempt.owed.length > 0) throw new Error('An attempt is done that owes items.');
        this.#close(attempt);
        break;
      case 'nested-open':
        this.#opened(attempt, message.nest, message.item);
        break;
      default:
        break;
    }
  }

  #opened(attempt: ModelAttempt, nest: NestId, item: number): void {
    if (attempt.owed[0] !== item) throw new Error('A job of an item that is not under way.');
    const job = this.#job(attempt.job.depth + 1, 2, { attempt, nest });
    attempt.nests.set(nest, job);
    this.#jobs.add(job);
  }

  #reported(attempt: ModelAttempt, item: number, resolved: boolean): void {
    if (attempt.owed.shift() !== item) throw new Error('Items are reported in order, each once.');
    attempt.suspended = false;
    // Whatever the task had under way ends with it.
    for (const job of attempt.nests.values()) this.#endJob(job);
    if (resolved) this.#resolve(attempt.job, item);
    else attempt.job.todo.add(item);
  }

  #resolve(job: ModelJob, item: number): void {
    job.todo.delete(item);
    job.unresolved -= 1;
    if (job.unresolved > 0) return;
    job.over = true;
    this.#jobs.delete(job);
    if (job.parent?.attempt.nests.delete(job.parent.nest) !== true) return;
    const { nest } = job.parent;
    this.#mail.push({ kind: 'nested-ended', nest, outcome: 'completed', failure: VALUE });
  }

  #close(attempt: ModelAttempt): void {
    this.#attempts.delete(attempt.id);
    attempt.job.open.delete(attempt);
    for (const job of [...attempt.nests.values()]) this.#endJob(job);
  }

  #cancel(attempt: ModelAttempt): void {
    this.#mail.push({ kind: 'cancel', attempt: attempt.id });
    this.#forgotten.add(attempt.id);
    for (const item of attempt.owed) attempt.job.todo.add(item);
    this.#close(attempt);
  }

  #endJob(job: ModelJob | undefined): void {
    if (job === undefined || job.over) return;
    job.over = true;
    job.parent?.attempt.nests.delete(job.parent.nest);
    this.#jobs.delete(job);
    for (const attempt of [...job.open]) this.#cancel(attempt);
  }

  #job(depth: number, items: number, parent: ModelJob['parent']): ModelJob {
    const first = this.#itemsMade;
    this.#itemsMade += items + 1;
    const todo = new Set(Array.from({ length: items }, (_, at) => first + at));
    return { depth, todo, open: new Set(), unresolved: items, parent, over: false };
  }
}
