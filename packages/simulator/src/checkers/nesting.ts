import type { AttemptId, NestId, NodeId, ToClient } from '@zfarm/cluster-core/core';
import { type JobPlan, jobName } from '../job-plan.js';
import type { Checker } from '../observation.js';
import { Violation } from '../violation.js';

interface Parent {
  readonly worker: NodeId;
  readonly first: number;
  readonly nests: Set<NestId>;
}

/** A job that a task has started ends as cancelled only when its task has given it up or is over, and then at once. */
export class NestingChecker implements Checker {
  /** Attempts that are wanted, by client and number. */
  readonly #attempts: Map<string, Parent> = new Map();
  readonly #running: Set<JobPlan> = new Set();

  readonly on: Checker['on'] = {
    submitted: ({ plan }) => {
      if (plan.parent !== undefined) this.#running.add(plan);
    },
    sent: ({ client, worker, message }) => {
      if (message.kind === 'assign') {
        const { attempt, first } = message;
        this.#attempts.set(nameOf(client, attempt), { worker, first, nests: new Set() });
      } else if (message.kind === 'cancel') this.#attempts.delete(nameOf(client, message.attempt));
    },
    told: ({ client, worker, message }) => {
      this.#onTold(client, worker, message);
    },
    'link-closed': ({ client, worker }) => {
      for (const [name, attempt] of this.#attempts)
        if (attempt.worker === worker && name.startsWith(`${client}:`)) this.#attempts.delete(name);
    },
    ended: ({ plan, outcome }) => {
      this.#running.delete(plan);
      if (plan.parent !== undefined && outcome === 'cancelled' && this.#isWanted(plan))
        throw new Violation('nesting', `${jobName(plan)} was cancelled, though its task waits for it`);
    },
  };

  /** Nothing that nobody wants runs on. */
  checkAtRest(): void {
    for (const plan of this.#running)
      if (!this.#isWanted(plan))
        throw new Violation('nesting', `${jobName(plan)} goes on, though its task is over`);
  }

  #onTold(client: NodeId, worker: NodeId, message: ToClient): void {
    if (message.kind === 'nested-cancel') {
      for (const [name, { worker: at, nests }] of this.#attempts)
        if (at === worker && name.startsWith(`${client}:`)) nests.delete(message.nest);
      return;
    }
    if (!('attempt' in message)) return;
    const name = nameOf(client, message.attempt);
    const attempt = this.#attempts.get(name);
    if (message.kind === 'nested-open') attempt?.nests.add(message.nest);
    if (message.kind === 'done' || (message.kind === 'cut' && message.end <= (attempt?.first ?? -1)))
      this.#attempts.delete(name);
  }

  #isWanted({ client, parent }: JobPlan): boolean {
    if (parent === undefined) return true;
    return this.#attempts.get(nameOf(client, parent.attempt))?.nests.has(parent.nest) === true;
  }
}

function nameOf(client: NodeId, attempt: AttemptId): string {
  return `${client}:${attempt}`;
}
