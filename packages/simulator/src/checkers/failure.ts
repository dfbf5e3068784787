import type { NodeId } from '@zfarm/cluster-core/core';
import type { ItemFailed, ItemLoss } from '@zfarm/scheduler/core';
import { type JobPlan, jobName } from '../job-plan.js';
import type { Checker } from '../observation.js';
import { Violation } from '../violation.js';

/** How many times `lossesMax` an item may be lost without being to blame, as the protocol has it. */
const DOUBTFUL_LOSSES_FACTOR = 3;

interface Mishaps {
  threw: number;
  late: number;
  threadsEnded: number;
  lostWaiting: number;
}

/**
 * An item fails only for a reason that really happened to that very item, as often as is told: so a poison
 * item is named exactly, and its neighbours are left alone.
 */
export class FailureChecker implements Checker {
  readonly #mishaps: Map<JobPlan, Map<number, Mishaps>> = new Map();
  readonly #linksLost: Map<string, number> = new Map();

  readonly on: Checker['on'] = {
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
    },
    'item-failed': (event) => {
      this.#onFailed(event.plan, event.failed);
    },
  };

  #of(plan: JobPlan, item: number): Mishaps {
    const items = this.#mishaps.get(plan) ?? new Map<number, Mishaps>();
    this.#mishaps.set(plan, items);
    const mishaps = items.get(item) ?? { threw: 0, late: 0, threadsEnded: 0, lostWaiting: 0 };
    items.set(item, mishaps);
    return mishaps;
  }

  #onFailed(plan: JobPlan, { item, reason, losses }: ItemFailed): void {
    const must = (holds: boolean, otherwise: string): void => {
      if (holds) return;
      const told = losses.map((loss) => `${loss.fault} at ${loss.worker}`).join(', ');
      const name = `item ${item} of ${jobName(plan)}`;
      throw new Violation('failure', `${name} failed (${reason}: ${told}), but ${otherwise}`);
    };
    const count = (fault: ItemLoss['fault']): number => losses.filter((loss) => loss.fault === fault).length;
    const { threw, late, threadsEnded, lostWaiting } = this.#of(plan, item);
    const { retries, lossesMax, judged = false } = plan.policy;
    const deaths = count('thread') + count('worker');
    must(count('task') <= threw, `it threw ${threw} times`);
    must(count('time-limit') <= late, `it was late ${late} times`);
    must(count('thread') <= threadsEnded, `it ended ${threadsEnded} threads`);
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
