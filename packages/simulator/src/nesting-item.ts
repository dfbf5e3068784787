import type { NestedToWorker } from '@zfarm/cluster-core/core';
import type { SlotNested } from '@zfarm/worker/core';
import { codeRef, inputOf, nestKey, numbersRef, readNumbers, resultOf } from './item-value.js';
import { type JobPlan, jobName, type NestedPlan, type NestPlan } from './job-plan.js';
import type { ItemRun } from './observation.js';
import type { ThreadRun } from './thread-run.js';
import { Violation } from './violation.js';

/** A job that the item has started, until it is over. */
interface NestedJob {
  readonly plan: NestedPlan;
  readonly key: number;
  received: number;
}

/** What stands for the result of an item that has failed where others may settle. */
export const NO_RESULT = 0;

type Word = Pick<SlotNested, 'nested' | 'word'>;

/** In a thread: an item that starts jobs, and what it knows of them. */
export class NestingItem {
  readonly run: ThreadRun;
  readonly began: ItemRun;
  readonly #nests: NestPlan;
  /** Those that are not over, by the thread's numbers for them. */
  readonly #jobs: Map<number, NestedJob> = new Map();
  #heard: boolean = false;
  /** A job that it has waited for has failed, or was cancelled with it. */
  hasFailed: boolean = false;
  /** What is left to do of its work when it has no jobs to wait for. */
  readonly restMs: number;

  constructor(run: ThreadRun, began: ItemRun, nests: NestPlan, restMs: number) {
    this.run = run;
    this.began = began;
    this.#nests = nests;
    this.restMs = restMs;
  }

  /** Whether it has what it waits for. */
  get canGoOn(): boolean {
    if (this.#nests.awaits === 'none' || this.#jobs.size === 0) return true;
    return this.#nests.awaits === 'one' && this.#heard;
  }

  /** Starts its jobs. */
  open(nextNumber: () => number): Word[] {
    const { began } = this;
    return this.#nests.jobs.map((plan, index) => {
      const nested = nextNumber();
      const key = nestKey(began.plan.key, began.item, index);
      this.#jobs.set(nested, { plan, key, received: 0 });
      const inputs = plan.items.map((_, item) => inputOf(key, item));
      const word = {
        kind: 'nested-open',
        item: began.item,
        code: plan.code,
        call: plan.call,
        items: numbersRef(began.worker, inputs, plan.width),
        options: numbersRef(began.worker, [index], 4),
        source: plan.sendsCode ? codeRef(began.worker, plan.code) : undefined,
      } as const;
      return { nested, word };
    });
  }

  /** @returns what it answers */
  receive(nested: number, message: NestedToWorker): Word | undefined {
    const job = this.#jobs.get(nested);
    if (job === undefined) return undefined;
    const { plan } = this.began;
    switch (message.kind) {
      case 'nested-need':
        return { nested, word: { kind: 'nested-code', value: codeRef(this.began.worker, job.plan.code) } };
      case 'nested-slice':
        this.#heard = true;
        checkResults(plan, job, readNumbers(message.values, message.count, job.plan.width, 'nested results'));
        return undefined;
      case 'nested-ended':
        if (message.outcome === 'completed' && job.received !== job.plan.items.length)
          throw new Violation(
            'nesting',
            `${jobName(plan)} has a job completed after ${job.received} results`,
          );
        this.#heard = true;
        this.hasFailed ||= message.outcome === 'failed';
        this.#jobs.delete(nested);
        return undefined;
    }
  }

  /** Nobody wants it any more, nor its jobs. */
  cancel(): Word[] {
    this.hasFailed = true;
    return this.abandon();
  }

  /** It has ended: jobs that it has not waited for end with it. */
  abandon(): Word[] {
    const words = [...this.#jobs.keys()].map((nested): Word => ({ nested, word: { kind: 'nested-cancel' } }));
    this.#jobs.clear();
    return words;
  }
}

function checkResults(parent: JobPlan, job: NestedJob, values: readonly number[]): void {
  for (const value of values) {
    const item = job.received;
    job.received += 1;
    const right = resultOf(inputOf(job.key, item));
    const mayLack = value === NO_RESULT && !job.plan.policy.failFast;
    if (item >= job.plan.items.length || (value !== right && !mayLack))
      throw new Violation(
        'nesting',
        `${jobName(parent)} hears ${value} as result ${item} of a job of its own`,
      );
  }
}
