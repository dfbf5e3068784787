import type { Assign, NodeId, ToClient } from '@zfarm/cluster-core/core';
import type { ItemFailed, ItemLoss } from '@zfarm/scheduler/core';
import { type JobPlan, jobName } from '../job-plan.js';
import type { Checker } from '../observation.js';
import { Violation } from '../violation.js';

/** How many times `lossesMax` an item may be lost without being to blame, as the protocol has it. */
const DOUBTFUL_LOSSES_FACTOR = 3;

/** What a client has been told of by an attempt that counts. */
interface Told {
  task: number;
  'time-limit': number;
  thread: number;
}

interface AttemptRecord {
  readonly plan: JobPlan;
  readonly worker: NodeId;
  readonly first: number;
  /** Items before it have been reported. */
  owed: number;
  /** Lowered by a cut. */
  end: number;
  /** At items that another one is at: its failures count for nothing. */
  readonly copy: boolean;
}

interface Mishaps {
  threw: number;
  late: number;
  threadsEnded: number;
  lostWaiting: number;
  readonly told: Told;
}

/**
 * An item fails only for a reason that really happened to that very item, as often as is told: so a poison
 * item is named exactly, and its neighbours are left alone. What an attempt tells that was taken from its worker counts for
 * nothing, and neither does the failure of a copy.
 */
export class FailureChecker implements Checker {
  readonly #mishaps: Map<JobPlan, Map<number, Mishaps>> = new Map();
  readonly #linksLost: Map<string, number> = new Map();
  readonly #plans: Map<string, JobPlan> = new Map();
  /** Those that count, by client and number. */
  readonly #current: Map<string, AttemptRecord> = new Map();

  readonly on: Checker['on'] = {
    submitted: ({ plan }) => {
      this.#plans.set(jobName(plan), plan);
    },
    sent: ({ client, worker, message }) => {
      if (message.kind === 'assign') this.#onAssign(client, worker, message);
      if (message.kind === 'cancel') this.#current.delete(`${client}:${message.attempt}`);
    },
    told: ({ client, message }) => {
      if ('attempt' in message) this.#onTold(`${client}:${message.attempt}`, message);
    },
    'item-threw': (event) => {
      this.#of(event.run.plan, event.run.item).threw += 1;
    },
    'item-late': (event) => {
      this.#of(event.run.plan, event.run.item).late += 1;
    },
    'thread-died': (event) => {
      if (event.run !== undefined && event.byItself)
        this.#of(event.run.plan, event.run.item).threadsEnded += 1;
    },
    'item-lost-waiting': (event) => {
      this.#of(event.run.plan, event.run.item).lostWaiting += 1;
    },
    'link-closed': (event) => {
      const link = linkName(event.client, event.worker);
      this.#linksLost.set(link, (this.#linksLost.get(link) ?? 0) + 1);
      for (const [name, { plan, worker }] of this.#current)
        if (worker === event.worker && plan.client === event.client) this.#current.delete(name);
    },
    'item-failed': (event) => {
      this.#onFailed(event.plan, event.failed);
    },
  };

  #of(plan: JobPlan, item: number): Mishaps {
    const items = this.#mishaps.get(plan) ?? new Map<number, Mishaps>();
    this.#mishaps.set(plan, items);
    const told = { task: 0, 'time-limit': 0, thread: 0 };
    const mishaps = items.get(item) ?? { threw: 0, late: 0, threadsEnded: 0, lostWaiting: 0, told };
    items.set(item, mishaps);
    return mishaps;
  }

  #onAssign(client: NodeId, worker: NodeId, { attempt, job, first, count }: Assign): void {
    const plan = this.#plans.get(`${client}/${job}`);
    if (plan === undefined) return;
    const end = first + count;
    let copy = false;
    if (plan.policy.idempotent === true)
      for (const other of this.#current.values())
        copy ||= !other.copy && other.plan === plan && other.owed < end && other.end > first;
    this.#current.set(`${client}:${attempt}`, { plan, worker, first, owed: first, end, copy });
  }

  #onTold(name: string, message: ToClient): void {
    const record = this.#current.get(name);
    if (record === undefined) return;
    if (message.kind === 'failed') {
      const { item, fault } = message;
      record.owed = item + 1;
      if (!record.copy && fault !== 'waiting') this.#of(record.plan, item).told[fault] += 1;
    } else if (message.kind === 'slice') record.owed = message.first + message.count;
    else if (message.kind === 'cut') record.end = Math.min(record.end, message.end);
    if (message.kind === 'done' || record.end <= record.first) this.#current.delete(name);
  }

  #onFailed(plan: JobPlan, { item, reason, losses }: ItemFailed): void {
    const must = (holds: boolean, otherwise: string): void => {
      if (holds) return;
      const listed = losses.map((loss) => `${loss.fault} at ${loss.worker}`).join(', ');
      const name = `item ${item} of ${jobName(plan)}`;
      throw new Violation('failure', `${name} failed (${reason}: ${listed}), but ${otherwise}`);
    };
    const count = (fault: ItemLoss['fault']): number => losses.filter((loss) => loss.fault === fault).length;
    const { threw, late, threadsEnded, lostWaiting, told } = this.#of(plan, item);
    const { retries, lossesMax, judged = false } = plan.policy;
    const deaths = count('thread') + count('worker');
    must(count('task') <= threw, `it threw ${threw} times`);
    must(count('time-limit') <= late, `it was late ${late} times`);
    must(count('thread') <= threadsEnded, `it ended ${threadsEnded} threads`);
    for (const fault of ['task', 'time-limit', 'thread'] as const)
      must(count(fault) <= told[fault], `only ${told[fault]} of "${fault}" were told by attempts that count`);
    const linkLost = (worker: NodeId): boolean => this.#linksLost.has(linkName(plan.client, worker));
    const waitedElsewhere = losses.some(({ fault, worker }) => fault === 'waiting' && linkLost(worker));
    must(
      count('waiting') <= lostWaiting || waitedElsewhere,
      `${lostWaiting} threads died in which it waited`,
    );
    for (const { fault, worker } of losses)
      must(fault !== 'worker' || linkLost(worker), `${worker} was never lost`);
    const last = losses.at(-1)?.fault;
    const tries = count('task') + count('time-limit');
    // What is judged fails when its judge says so.
    if (reason !== 'poison')
      must(last === reason && (judged || tries === retries + 1), `it may be tried again ${retries} times`);
    // More than one too many are possible: as long as others were with it, none of them is to blame.
    else
      must(
        ((last === 'thread' || last === 'worker') && deaths > lossesMax) ||
          (count('waiting') > 0 && losses.length - tries > DOUBTFUL_LOSSES_FACTOR * lossesMax + 1),
        `${lossesMax} deaths are allowed`,
      );
  }
}

function linkName(client: NodeId, worker: NodeId): string {
  return `${client} ${worker}`;
}
