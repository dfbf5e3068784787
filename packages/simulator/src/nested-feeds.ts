import { type JobId, jobId, type NestId, type NodeId, type ToWorker } from '@zfarm/cluster-core/core';
import type { JobEnded, NestedOpened, NestedOver, NestedTold } from '@zfarm/scheduler/core';
import { inputOf, isCode, nestKey, numbersRef, readNumbers } from './item-value.js';
import { type JobPlan, jobName } from './job-plan.js';
import { NO_RESULT } from './nesting-item.js';
import { Violation } from './violation.js';
import type { World } from './world.js';

/** Jobs of tasks are numbered from here on. */
const FIRST_JOB = 1000;

export interface NestedFeedsOptions {
  readonly world: World;
  readonly client: NodeId;
  readonly send: (worker: NodeId, message: ToWorker) => void;
  readonly submit: (plan: JobPlan) => void;
}

interface NestedFeed {
  readonly plan: JobPlan;
  readonly worker: NodeId;
  readonly nest: NestId;
  readonly results: Map<number, number>;
  /** Results told so far. */
  told: number;
  submitted: boolean;
}

/** At a client: makes jobs of what tasks ask for, and sends them what comes of it, in order. */
export class NestedFeeds {
  readonly #options: NestedFeedsOptions;
  readonly #byJob: Map<JobId, NestedFeed> = new Map();
  #jobs: number = FIRST_JOB;

  constructor(options: NestedFeedsOptions) {
    this.#options = options;
  }

  /** Jobs that tasks wait for. */
  get size(): number {
    return this.#byJob.size;
  }

  take(output: NestedOpened | NestedTold | NestedOver): void {
    if (output.kind === 'nested-opened') this.#opened(output);
    else if (output.kind === 'nested-told') this.#told(output);
    else this.#over(output);
  }

  #opened({ worker, parent, message }: NestedOpened): void {
    const { world, client, send, submit } = this.#options;
    const above = world.planOf(client, parent);
    const { nest, attempt, item, code } = message;
    const [index = -1] = readNumbers(message.options, 1, 4, 'nested options');
    const planned = above.items[item]?.nests?.jobs[index];
    const what = `${jobName(above)} starts job ${index} at item ${item}`;
    if (planned === undefined || planned.code !== code)
      throw new Violation('nesting', `${what}, which is not planned`);
    const key = nestKey(above.key, item, index);
    for (const [at, input] of readNumbers(message.items, planned.items.length, planned.width, what).entries())
      if (input !== inputOf(key, at)) throw new Violation('nesting', `${what} with ${input} as item ${at}`);
    const { width, call, policy, items } = planned;
    this.#jobs += 1;
    const plan: JobPlan = {
      client,
      job: jobId(this.#jobs),
      ...{ key, code, call, width, policy, items },
      submitAt: world.clock.now,
      itemCancels: [],
      tries: new Uint32Array(items.length),
      parent: { worker, attempt, nest },
    };
    world.addPlan(plan);
    const submitted = message.source !== undefined;
    this.#byJob.set(plan.job, { plan, worker, nest, results: new Map(), told: 0, submitted });
    if (submitted) submit(plan);
    else send(worker, { kind: 'nested-need', nest });
  }

  #told({ worker, message }: NestedTold): void {
    const feed = this.#find(worker, message.nest);
    if (message.kind !== 'nested-code' || feed === undefined || feed.submitted) return;
    if (!isCode(message.value, feed.plan.code))
      throw new Violation('nesting', 'nested code is not what it was');
    feed.submitted = true;
    this.#options.submit(feed.plan);
  }

  #over({ worker, attempt, nest }: NestedOver): void {
    for (const [job, { plan, worker: at, nest: own }] of this.#byJob)
      if (at === worker && plan.parent?.attempt === attempt && (nest ?? own) === own) this.#byJob.delete(job);
  }

  settled(job: JobId, first: number, values: readonly number[]): void {
    const feed = this.#byJob.get(job);
    if (feed === undefined) return;
    for (const [at, value] of values.entries()) feed.results.set(first + at, value);
    this.#pass(feed);
  }

  /** An item has no result, and others may go on. */
  failed({ job, policy }: JobPlan, item: number): void {
    if (!policy.failFast) this.settled(job, item, [NO_RESULT]);
  }

  ended(job: JobId, outcome: JobEnded['outcome']): void {
    const feed = this.#byJob.get(job);
    if (feed === undefined) return;
    this.#byJob.delete(job);
    if (outcome === 'cancelled') return;
    const { worker, nest } = feed;
    const failure = numbersRef(this.#options.client, [], 4);
    this.#options.send(worker, { kind: 'nested-ended', nest, outcome, failure });
  }

  /** Tells what is there next. */
  #pass(feed: NestedFeed): void {
    const values: number[] = [];
    for (;;) {
      const value = feed.results.get(feed.told);
      if (value === undefined) break;
      feed.results.delete(feed.told);
      feed.told += 1;
      values.push(value);
    }
    if (values.length === 0) return;
    const { worker, nest, plan } = feed;
    const ref = numbersRef(this.#options.client, values, plan.width);
    this.#options.send(worker, { kind: 'nested-slice', nest, count: values.length, values: ref });
  }

  #find(worker: NodeId, nest: NestId): NestedFeed | undefined {
    for (const feed of this.#byJob.values()) if (feed.worker === worker && feed.nest === nest) return feed;
    return undefined;
  }
}
