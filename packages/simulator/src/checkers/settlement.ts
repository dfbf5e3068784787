import { inputOf, printedBy, resultOf } from '../item-value.js';
import { type JobPlan, jobName } from '../job-plan.js';
import type { Checker } from '../observation.js';
import { Violation } from '../violation.js';

/** The fastest worker there is. */
const SPEED_MAX = 3;

type Outcome = 'settled' | 'failed' | 'given' | 'given-up';

interface JobRecord {
  items: number;
  readonly outcomes: Map<number, Outcome>;
  cancelled: boolean;
  unmatched: boolean;
  ended: boolean;
}

/**
 * Every item resolves exactly once, with the right value, before its job's end; and a job ends as it must. What is heard
 * of a task is what it printed, and nothing is heard after the end.
 */
export class SettlementChecker implements Checker {
  readonly #jobs: Map<JobPlan, JobRecord> = new Map();

  /** Jobs submitted and not ended. */
  unfinished(): JobPlan[] {
    return [...this.#jobs].filter(([, record]) => !record.ended).map(([plan]) => plan);
  }

  hasEnded(plan: JobPlan): boolean {
    return this.#jobs.get(plan)?.ended === true;
  }

  readonly on: Checker['on'] = {
    submitted: (event) => {
      this.#jobs.set(event.plan, {
        items: event.items,
        outcomes: new Map(),
        cancelled: false,
        unmatched: false,
        ended: false,
      });
    },
    added: (event) => {
      this.#record(event.plan).items += event.count;
    },
    unmatched: ({ plan }) => {
      if (plan.policy.unmatched === undefined)
        throw new Violation('settlement', `${jobName(plan)} was to wait for somebody to serve it`);
      this.#record(plan).unmatched = true;
    },
    'cancel-asked': (event) => {
      this.#record(event.plan).cancelled = true;
    },
    'item-cancel-asked': (event) => {
      const record = this.#record(event.plan);
      if (event.item < record.items && !record.outcomes.has(event.item))
        record.outcomes.set(event.item, 'given-up');
    },
    settled: (event) => {
      for (const [at, value] of event.values.entries()) this.#onSettled(event.plan, event.first + at, value);
    },
    'item-failed': (event) => {
      this.#resolve(event.plan, event.failed.item, 'failed');
    },
    'item-given': (event) => {
      this.#resolve(event.plan, event.item, 'given');
    },
    printed: ({ plan, item, text }) => {
      if (text !== printedBy(item) || this.#record(plan).ended)
        throw new Violation('settlement', `${jobName(plan)} hears "${text}" of item ${item}`);
    },
    ended: (event) => {
      this.#onEnded(event.plan, event.outcome);
    },
  };

  #record(plan: JobPlan): JobRecord {
    const record = this.#jobs.get(plan);
    if (record === undefined) throw new Violation('settlement', `${jobName(plan)} was never submitted`);
    return record;
  }

  #onSettled(plan: JobPlan, item: number, value: number): void {
    this.#resolve(plan, item, 'settled');
    const right = resultOf(inputOf(plan.key, item));
    if (value !== right)
      throw new Violation(
        'settlement',
        `item ${item} of ${jobName(plan)} settled with ${value}, not ${right}`,
      );
    const { timeoutMs = Number.POSITIVE_INFINITY } = plan.policy;
    if ((plan.items[item]?.durationMs ?? 0) / SPEED_MAX > timeoutMs)
      throw new Violation(
        'settlement',
        `item ${item} of ${jobName(plan)} has no time to succeed, and settled`,
      );
    const fate = plan.items[item]?.fate;
    if (fate?.kind !== 'succeeds' && fate?.times === Number.POSITIVE_INFINITY)
      throw new Violation('settlement', `item ${item} of ${jobName(plan)} can never succeed, and settled`);
  }

  #resolve(plan: JobPlan, item: number, outcome: Outcome): void {
    const record = this.#record(plan);
    const name = `item ${item} of ${jobName(plan)}`;
    const before = record.outcomes.get(item);
    if (record.ended || record.cancelled)
      throw new Violation('settlement', `${name} has ${outcome} after the end of its job`);
    if (item >= record.items) throw new Violation('settlement', `${name} has ${outcome} and was never added`);
    if (before !== undefined)
      throw new Violation('settlement', `${name} had ${before} and now has ${outcome}`);
    record.outcomes.set(item, outcome);
  }

  #onEnded(plan: JobPlan, outcome: 'completed' | 'failed' | 'cancelled'): void {
    const record = this.#record(plan);
    const must = (holds: boolean, otherwise: string): void => {
      if (!holds) throw new Violation('settlement', `${jobName(plan)} ended as ${outcome}: ${otherwise}`);
    };
    must(!record.ended, 'it had ended before');
    record.ended = true;
    const failed = [...record.outcomes.values()].includes('failed');
    // What a task has started may be cancelled for it.
    const mayBe = record.cancelled || plan.parent !== undefined;
    must(outcome === 'cancelled' ? mayBe : !record.cancelled, `asked to be cancelled: ${record.cancelled}`);
    if (outcome === 'failed' && !record.unmatched)
      must(plan.policy.failFast && failed, 'no item of a fail-fast job has failed');
    if (outcome !== 'completed') return;
    must(
      record.items === plan.items.length,
      `only ${record.items} of ${plan.items.length} items had been added`,
    );
    must(
      record.outcomes.size === record.items,
      `${record.items - record.outcomes.size} items have no outcome`,
    );
    must(!(plan.policy.failFast && failed), 'an item of a fail-fast job had failed');
  }
}
