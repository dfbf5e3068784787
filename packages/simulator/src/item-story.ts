import type { AttemptId, NodeId, ToClient, ToWorker } from '@zfarm/cluster-core/core';
import { type JobPlan, jobName } from './job-plan.js';
import type { Checker, ItemRun } from './observation.js';

interface Attempt {
  readonly worker: NodeId;
  readonly first: number;
  end: number;
}

/** Everything that happened to one item, in the order in which it did: what a person asks for when a run has failed. */
export class ItemStory implements Checker {
  readonly #job: string;
  readonly #item: number;
  readonly #now: () => number;
  readonly #lines: string[] = [];
  readonly #attempts: Map<AttemptId, Attempt> = new Map();

  /** `job` as a trace names it, such as `C1/2`. */
  constructor(job: string, item: number, now: () => number) {
    this.#job = job;
    this.#item = item;
    this.#now = now;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  readonly on: Checker['on'] = {
    submitted: ({ plan, items }) => {
      if (!this.#isOurs(plan)) return;
      const { durationMs = 0, fate } = plan.items[this.#item] ?? {};
      this.#tell(`${this.#job} is submitted${items > this.#item ? ', the item with it' : ''}`);
      this.#tell(`by the plan it takes ${durationMs.toFixed(1)} ms and ${JSON.stringify(fate)}`);
      this.#tell(`the policy is ${JSON.stringify(plan.policy)}`);
    },
    'cancel-asked': ({ plan }) => {
      if (this.#isOurs(plan)) this.#tell('its job is cancelled');
    },
    'item-cancel-asked': ({ plan, item }) => {
      if (this.#isOurs(plan) && item === this.#item) this.#tell('it is given up');
    },
    sent: ({ client, worker, message }) => {
      if (this.#job.startsWith(`${client}/`)) this.#onSent(client, worker, message);
    },
    told: ({ client, message }) => {
      if (this.#job.startsWith(`${client}/`)) this.#onTold(message);
    },
    'link-closed': ({ client, worker }) => {
      if (!this.#job.startsWith(`${client}/`)) return;
      for (const [id, attempt] of this.#attempts)
        if (attempt.worker === worker) this.#end(id, `#${id} is lost: ${client} has lost ${worker}`);
    },
    'item-began': ({ run }) => {
      this.#ran(run, 'begins to run');
    },
    'item-threw': ({ run }) => {
      this.#ran(run, 'throws');
    },
    'item-late': ({ run }) => {
      this.#ran(run, 'has taken too long');
    },
    'item-ended': ({ run, tookMs }) => {
      this.#ran(run, `ends after ${tookMs.toFixed(1)} ms`);
    },
    'thread-died': ({ run, byItself }) => {
      if (run !== undefined) this.#ran(run, byItself ? 'ends its thread' : 'has its thread ended');
    },
    'result-lost': ({ run }) => {
      this.#ran(run, 'its result is lost with its thread');
    },
    settled: ({ plan, first, values }) => {
      const value = values[this.#item - first];
      if (this.#isOurs(plan) && value !== undefined) this.#tell(`it settles with ${value}`);
    },
    'item-failed': ({ plan, failed }) => {
      if (!this.#isOurs(plan) || failed.item !== this.#item) return;
      const losses = failed.losses.map(({ fault, worker }) => `${fault} at ${worker}`).join(', ');
      this.#tell(`it fails for good (${failed.reason}): ${losses}`);
    },
    ended: ({ plan, outcome }) => {
      if (this.#isOurs(plan)) this.#tell(`its job ends: ${outcome}`);
    },
  };

  #onSent(client: NodeId, worker: NodeId, message: ToWorker): void {
    if (message.kind === 'assign') {
      const { attempt: id, first, count, job } = message;
      if (`${client}/${job}` !== this.#job || this.#item < first || this.#item >= first + count) return;
      this.#attempts.set(id, { worker, first, end: first + count });
      this.#tell(`${client} assigns ${first} to ${first + count - 1} to ${worker} as #${id}`);
    } else if (message.kind === 'cancel' && this.#attempts.has(message.attempt)) {
      this.#end(message.attempt, `${client} cancels #${message.attempt}`);
    } else if (message.kind === 'retract' && this.#attempts.has(message.attempt)) {
      this.#tell(`${client} asks back what has not begun of #${message.attempt}`);
    }
  }

  #onTold(message: ToClient): void {
    if (!('attempt' in message)) return;
    const { attempt: id, kind } = message;
    const attempt = this.#attempts.get(id);
    if (attempt === undefined) return;
    if (kind === 'started') this.#tell(`${attempt.worker} has begun with #${id}`);
    if (kind === 'slice' && this.#item >= message.first && this.#item < message.first + message.count)
      this.#tell(`its result arrives from ${attempt.worker} (#${id})`);
    if (kind === 'failed' && message.item === this.#item)
      this.#tell(`its failure arrives from ${attempt.worker} (#${id}): ${message.fault}`);
    if (kind === 'cut' && this.#item >= message.end)
      this.#end(id, `${attempt.worker} gives it back: #${id} is cut at ${message.end}`);
    if (kind === 'done') this.#end(id, `#${id} is done`);
  }

  #ran({ plan, item, worker, attempt }: ItemRun, what: string): void {
    if (this.#isOurs(plan) && item === this.#item) this.#tell(`it ${what} at ${worker} (#${attempt})`);
  }

  #end(attempt: AttemptId, text: string): void {
    this.#attempts.delete(attempt);
    this.#tell(text);
  }

  #isOurs(plan: JobPlan): boolean {
    return jobName(plan) === this.#job;
  }

  #tell(text: string): void {
    this.#lines.push(`${this.#now().toFixed(3).padStart(10)} ${text}`);
  }
}
