import type { AttemptId, NodeId, ToClient, ToWorker } from '@zfarm/cluster-core/core';
import { type JobPlan, jobName } from '../job-plan.js';
import type { Checker, ItemRun } from '../observation.js';
import { Violation } from '../violation.js';

interface AttemptRecord {
  readonly plan: JobPlan;
  readonly worker: NodeId;
  readonly first: number;
  /** Lowered by a cut that the client was told of. */
  end: number;
  over: boolean;
  /** Items before it have been reported to the client, in order, each once. */
  reportedTo: number;
  readonly begun: Set<number>;
  /** Their results have died with a thread. */
  readonly lost: Set<number>;
}

/**
 * An item runs again only for a cause: it threw, it took too long, its thread died, or died before it had told the result,
 * the worker was lost, the client took the attempt back, a worker that drains had no more time, or it is given out a second
 * time on purpose, which only items of idempotent jobs are. In one attempt it runs once, inside the range assigned, and never
 * behind a cut.
 */
export class ExecutionChecker implements Checker {
  readonly #plans: Map<string, JobPlan> = new Map();
  readonly #attempts: Map<string, AttemptRecord> = new Map();
  readonly #open: Map<string, Set<AttemptRecord>> = new Map();
  /** Those of idempotent jobs that are not over. */
  readonly #wanted: Map<JobPlan, Set<AttemptRecord>> = new Map();
  readonly #causes: Map<JobPlan, Uint32Array> = new Map();
  readonly #draining: Set<string> = new Set();

  readonly on: Checker['on'] = {
    submitted: (event) => {
      this.#plans.set(jobName(event.plan), event.plan);
      this.#causes.set(event.plan, new Uint32Array(event.plan.items.length));
    },
    sent: (event) => {
      this.#onSent(event.client, event.worker, event.message);
    },
    told: (event) => {
      if (event.message.kind === 'draining') this.#draining.add(event.worker);
      this.#onTold(event.client, event.message);
    },
    'link-closed': (event) => {
      for (const attempt of this.#openAt(event.client, event.worker)) this.#excuse(attempt);
      this.#open.delete(`${event.client} ${event.worker}`);
    },
    'item-began': (event) => {
      this.#onBegan(event.run);
    },
    'result-lost': ({ run: { plan, attempt, item } }) => {
      this.#addCause(plan, item);
      this.#attempts.get(attemptName(plan.client, attempt))?.lost.add(item);
    },
  };

  #onSent(client: NodeId, worker: NodeId, message: ToWorker): void {
    if (message.kind === 'assign') {
      const plan = this.#plans.get(`${client}/${message.job}`);
      const name = attemptName(client, message.attempt);
      if (plan === undefined || this.#attempts.has(name))
        throw new Violation('execution', `attempt ${name} is of no job or was assigned twice`);
      const { first, count } = message;
      const record = {
        plan,
        worker,
        first,
        end: first + count,
        over: false,
        reportedTo: first,
        begun: new Set<number>(),
        lost: new Set<number>(),
      };
      if (plan.policy.idempotent === true) {
        this.#excuseCopy(record);
        this.#wanted.set(plan, (this.#wanted.get(plan) ?? new Set()).add(record));
      }
      this.#attempts.set(name, record);
      this.#openAt(client, worker).add(record);
    } else if (message.kind === 'cancel') {
      const attempt = this.#attempts.get(attemptName(client, message.attempt));
      if (attempt !== undefined) this.#excuse(attempt);
    }
  }

  #onTold(client: NodeId, message: ToClient): void {
    if (!('attempt' in message)) return;
    const name = attemptName(client, message.attempt);
    const attempt = this.#attempts.get(name);
    if (attempt === undefined)
      throw new Violation('execution', `attempt ${name} was reported and never assigned`);
    if (message.kind === 'cut') {
      const begunBeyond = [...attempt.begun].filter((item) => item >= message.end);
      if (this.#draining.has(attempt.worker))
        for (const item of begunBeyond) this.#addCause(attempt.plan, item);
      const beyond = begunBeyond.find((item) => this.#causesOf(attempt.plan, item) === 0);
      if (beyond !== undefined)
        throw new Violation(
          'execution',
          `attempt ${name} was cut at ${message.end}, but item ${beyond} had begun`,
        );
      attempt.end = Math.min(attempt.end, message.end);
      if (message.end <= attempt.first) this.#close(client, attempt);
    } else if (message.kind === 'done') {
      if (!attempt.over && attempt.reportedTo < attempt.end)
        throw new Violation(
          'execution',
          `attempt ${name} is done without a word on item ${attempt.reportedTo}`,
        );
      this.#close(client, attempt);
    } else if (message.kind === 'slice') {
      this.#onReport(name, attempt, message.first, message.count);
    } else if (message.kind === 'failed') {
      this.#onReport(name, attempt, message.item, 1);
      this.#addCause(attempt.plan, message.item);
    }
  }

  #onReport(name: string, attempt: AttemptRecord, first: number, count: number): void {
    // What was lost with a thread is skipped: the client has it run again.
    let next = attempt.reportedTo;
    while (next < first && attempt.lost.has(next)) next += 1;
    if (first !== next)
      throw new Violation(
        'execution',
        `attempt ${name} reports item ${first} after item ${attempt.reportedTo - 1}`,
      );
    attempt.reportedTo = first + count;
    for (let item = first; item < first + count; item += 1) {
      if (!attempt.begun.has(item))
        throw new Violation('execution', `attempt ${name} reports item ${item}, which it never ran`);
    }
  }

  #onBegan({ plan, worker, attempt: id, item }: ItemRun): void {
    const name = attemptName(plan.client, id);
    const attempt = this.#attempts.get(name);
    const must = (holds: boolean | undefined, otherwise: string): void => {
      if (holds !== true)
        throw new Violation(
          'execution',
          `${worker} runs item ${item} of ${jobName(plan)} (${name}): ${otherwise}`,
        );
    };
    must(attempt?.worker === worker && attempt.plan === plan, 'that attempt was not assigned there');
    if (attempt === undefined) return;
    const causes = this.#causesOf(plan, item);
    must(item >= attempt.first && item < attempt.end, `the attempt is ${attempt.first} to ${attempt.end}`);
    must(!attempt.begun.has(item) || causes > 0, 'it ran in this attempt before');
    attempt.begun.add(item);
    const tries = plan.tries[item] ?? 0;
    must(tries <= causes + 1, `try ${tries} of it, with ${causes} causes to try again`);
  }

  #causesOf(plan: JobPlan, item: number): number {
    return this.#causes.get(plan)?.[item] ?? 0;
  }

  #openAt(client: NodeId, worker: NodeId): Set<AttemptRecord> {
    const link = `${client} ${worker}`;
    const open = this.#open.get(link) ?? new Set();
    this.#open.set(link, open);
    return open;
  }

  #close(client: NodeId, attempt: AttemptRecord): void {
    attempt.over = true;
    this.#wanted.get(attempt.plan)?.delete(attempt);
    this.#openAt(client, attempt.worker).delete(attempt);
  }

  /** What the attempt had not come to may run elsewhere now. */
  #excuse(attempt: AttemptRecord): void {
    if (attempt.over) return;
    attempt.over = true;
    this.#wanted.get(attempt.plan)?.delete(attempt);
    this.#openAt(attempt.plan.client, attempt.worker).delete(attempt);
    for (let item = attempt.reportedTo; item < attempt.end; item += 1) this.#addCause(attempt.plan, item);
  }

  /** An attempt at items that another one is at already. */
  #excuseCopy({ plan, first, end }: AttemptRecord): void {
    for (const other of this.#wanted.get(plan) ?? []) {
      for (let item = Math.max(first, other.first); item < Math.min(end, other.end); item += 1)
        this.#addCause(plan, item);
    }
  }

  #addCause(plan: JobPlan, item: number): void {
    const causes = this.#causes.get(plan);
    if (causes !== undefined) causes[item] = (causes[item] ?? 0) + 1;
  }
}

function attemptName(client: NodeId, attempt: AttemptId): string {
  return `${client}:${attempt}`;
}
