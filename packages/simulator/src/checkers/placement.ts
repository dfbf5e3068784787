import {
  type Assign,
  type Capacity,
  fitsWithin,
  type NodeId,
  type Reservation,
} from '@zfarm/cluster-core/core';
import type { JobPolicy, LocalMode } from '@zfarm/scheduler/core';
import { type JobPlan, jobName } from '../job-plan.js';
import { homeCapacity } from '../local-worker.js';
import type { Checker, ItemRun } from '../observation.js';
import type { Setting } from '../setting.js';
import { Violation } from '../violation.js';

interface LinkRecord {
  readonly client: NodeId;
  readonly worker: NodeId;
  readonly capacity: Capacity;
  draining: boolean;
}

/**
 * Items go only to workers that meet what their job requires, a worker never runs more at a time than it has announced, and
 * a job fails for want of a worker only when none that its client knows could ever serve it.
 */
export class PlacementChecker implements Checker {
  readonly #links: Map<string, LinkRecord> = new Map();
  readonly #plans: Map<string, JobPlan> = new Map();
  readonly #capacities: Map<NodeId, Capacity> = new Map();
  /** What is at work, by worker. What goes on after it has waited for jobs of its own goes on without what it had reserved. */
  readonly #running: Map<NodeId, Set<ItemRun>> = new Map();
  readonly #setting: Setting;
  readonly #now: () => number;
  /** Since when nobody who could serve the job has been linked. */
  readonly #unservedSince: Map<JobPlan, number> = new Map();

  constructor(setting: Setting, now: () => number) {
    this.#setting = setting;
    this.#now = now;
  }

  readonly on: Checker['on'] = {
    submitted: ({ plan }) => {
      this.#plans.set(jobName(plan), plan);
      this.#unservedSince.set(plan, this.#now());
    },
    'link-opened': ({ client, worker, capacity }) => {
      this.#links.set(`${client} ${worker}`, { client, worker, capacity, draining: false });
      this.#capacities.set(worker, capacity);
    },
    'link-closed': ({ client, worker }) => {
      this.#noteServed(client);
      this.#links.delete(`${client} ${worker}`);
    },
    'node-gone': ({ node }) => {
      this.#running.delete(node);
    },
    sent: ({ client, worker, message }) => {
      if (message.kind === 'assign') this.#onAssign(client, worker, message);
    },
    told: ({ client, worker, message }) => {
      if (message.kind !== 'draining') return;
      this.#noteServed(client);
      const link = this.#links.get(`${client} ${worker}`);
      if (link !== undefined) link.draining = true;
    },
    'item-began': ({ run }) => {
      if (run.plan.policy.reservation !== undefined) this.#onBegan(run);
    },
    'item-ended': ({ run }) => {
      this.#running.get(run.worker)?.delete(run);
    },
    unmatched: ({ plan }) => {
      this.#onUnmatched(plan);
    },
  };

  #onAssign(client: NodeId, worker: NodeId, { job, attempt, reservation }: Assign): void {
    const plan = this.#plans.get(`${client}/${job}`);
    const link = this.#links.get(`${client} ${worker}`);
    if (plan === undefined || link === undefined) return;
    if (!canServe(worker, link.capacity, plan.policy))
      throw new Violation('placement', `${jobName(plan)} goes to ${worker}, which does not meet its needs`);
    if (reservation?.slots !== plan.policy.reservation?.slots)
      throw new Violation('placement', `#${attempt} of ${jobName(plan)} does not reserve what its job does`);
  }

  #onBegan(run: ItemRun): void {
    const { worker, plan } = run;
    const capacity = this.#capacities.get(worker);
    const running = this.#running.get(worker) ?? new Set();
    this.#running.set(worker, running.add(run));
    if (capacity === undefined) return;
    const reserved = sumOf([...running].map((one) => one.plan.policy.reservation));
    if (!fitsWithin(reserved, capacity))
      throw new Violation(
        'placement',
        `${worker} runs ${jobName(plan)} and has ${JSON.stringify(reserved)} reserved`,
      );
  }

  #onUnmatched(plan: JobPlan): void {
    const { client, policy } = plan;
    const must = (holds: boolean, otherwise: string): void => {
      if (!holds) throw new Violation('placement', `${jobName(plan)} finds nobody, but ${otherwise}`);
    };
    const known = [...this.#links.values()].filter((link) => link.client === client && !link.draining);
    const able = known.find(({ worker, capacity }) => canServe(worker, capacity, policy));
    must(able === undefined, `${able?.worker} could serve it`);
    const { afterMs = 0, evenAlone = false } = policy.unmatched ?? {};
    must(evenAlone || known.length > 0, 'nobody at all is here');
    const { local, localSlots } = this.#clientOf(client);
    must(local === 'never' || !canServe(undefined, homeCapacity(localSlots), policy), 'it could run at home');
    // A clock that has jumped, or a client that was asleep, has waited in its own way.
    if (this.#setting.faults.length > 0) return;
    const waitedMs = this.#now() - (this.#unservedSince.get(plan) ?? 0);
    must(waitedMs >= afterMs - 1, `has waited for ${waitedMs} ms only`);
  }

  #clientOf(client: NodeId): { readonly local: LocalMode; readonly localSlots: number } {
    return this.#setting.clients.find(({ name }) => name === client) ?? { local: 'never', localSlots: 1 };
  }

  /** Somebody is about to go: whoever could be served until now has not waited yet. */
  #noteServed(client: NodeId): void {
    const links = [...this.#links.values()].filter((link) => link.client === client && !link.draining);
    for (const plan of this.#unservedSince.keys())
      if (
        plan.client === client &&
        links.some(({ worker, capacity }) => canServe(worker, capacity, plan.policy))
      )
        this.#unservedSince.set(plan, this.#now());
  }
}

/** Whether a worker that runs nothing else could serve a job. The one at home, `worker` undefined, is nobody's choice. */
export function canServe(
  worker: NodeId | undefined,
  capacity: Capacity,
  { labels = {}, reservation, worker: only }: JobPolicy,
): boolean {
  if (only !== undefined && only !== worker) return false;
  if (!Object.entries(labels).every(([key, value]) => capacity.labels[key] === value)) return false;
  return reservation === undefined || fitsWithin(reservation, capacity);
}

export function sumOf(reservations: readonly (Reservation | undefined)[]): Reservation {
  const sum = { slots: 0, memoryBytes: 0, resources: {} as Record<string, number> };
  for (const one of reservations) {
    sum.slots += one?.slots ?? 1;
    sum.memoryBytes += one?.memoryBytes ?? 0;
    for (const [name, units] of Object.entries(one?.resources ?? {}))
      sum.resources[name] = (sum.resources[name] ?? 0) + units;
  }
  return sum;
}
