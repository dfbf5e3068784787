import type { ItemFaltered, SchedulerInput, Verdict } from '@zfarm/scheduler/core';
import { GraphFeed } from './graph-feed.js';
import { partsOf, setupOf } from './item-value.js';
import { type JobPlan, jobName, type StreamPlan } from './job-plan.js';
import type { Turns } from './turns.js';
import type { World } from './world.js';

/** The node that a job belongs to, as its feed sees it. */
export interface FeedOwner {
  readonly turns: Turns;
  input(input: SchedulerInput): void;
}

/** What stands around one job at its client: the source of its items and the consumer of its results. */
export class JobFeed {
  readonly #plan: JobPlan;
  readonly #world: World;
  readonly #owner: FeedOwner;
  readonly #resolved: Set<number> = new Set();
  #added: number;
  #ended: boolean;
  #moving: boolean = false;
  readonly #graph: GraphFeed | undefined;

  constructor(plan: JobPlan, world: World, owner: FeedOwner) {
    this.#plan = plan;
    this.#graph = plan.stream?.needs && new GraphFeed(plan.stream.needs);
    this.#world = world;
    this.#owner = owner;
    this.#added = plan.stream === undefined ? plan.items.length : 0;
    this.#ended = plan.stream === undefined;
  }

  submit(): void {
    const { job, key, code, call, policy, width, items, stream, window, parent } = this.#plan;
    const kind = stream === undefined ? `${items.length} items` : `a stream of ${items.length}`;
    this.#world.trace.tell(`${jobName(this.#plan)} is submitted: ${kind}, ${JSON.stringify(policy)}`);
    this.#world.observe({ kind: 'submitted', plan: this.#plan, items: this.#added });
    if (window !== undefined) this.#world.observe({ kind: 'window', plan: this.#plan, end: window.items });
    this.#owner.input({
      kind: 'job-submitted',
      console: 'forward',
      job,
      code,
      setup: setupOf(key),
      parts: partsOf(key),
      call,
      policy,
      items: this.#added,
      ended: this.#ended,
      itemBytes: width,
      windowEnd: window?.items ?? Number.POSITIVE_INFINITY,
      parent: parent && { attempt: parent.attempt, nest: parent.nest },
    });
    if (stream !== undefined && this.#graph !== undefined) this.#addNodes(stream, this.#graph.begin());
    else if (stream?.pushes === true) this.#addSome(stream, stream.portionMax);
  }

  /** Answers with some items after a while, and with the end when there are no more. */
  need(count: number): void {
    const { stream } = this.#plan;
    if (stream?.pushes === false) this.#addSome(stream, count);
  }

  #addSome(stream: StreamPlan, count: number): void {
    const { prng } = this.#world;
    this.#owner.turns.after(prng.ms(0, stream.delayMsMax), () => {
      if (this.#ended) return;
      const left = this.#plan.items.length - this.#added;
      const some = Math.min(left, count, prng.whole(1, stream.portionMax));
      this.#add(some, stream.endsLate && some > 0);
      if (stream.pushes) this.#addSome(stream, count);
    });
  }

  #addNodes({ delayMsMax }: StreamPlan, count: number): void {
    this.#owner.turns.after(this.#world.prng.ms(0, delayMsMax), () => this.#add(count, false));
  }

  #add(count: number, endsLate: boolean): void {
    if (this.#ended) return;
    this.#added += count;
    this.#ended = this.#added === this.#plan.items.length && !endsLate;
    this.#world.observe({ kind: 'added', plan: this.#plan, count });
    this.#owner.input({ kind: 'items-added', job: this.#plan.job, count, ended: this.#ended });
  }

  /** Decides, perhaps a while later, what becomes of an item that has failed. */
  judge({ item, final }: ItemFaltered): void {
    const { prng } = this.#world;
    const delayMs = prng.pick([0, prng.ms(0, 300)]);
    const verdict: Verdict = prng.chance(final ? 0.3 : 0.9)
      ? { kind: 'retry', delayMs }
      : { kind: prng.chance(0.5) ? 'fail' : 'give' };
    const answer = (): void =>
      this.#owner.input({ kind: 'item-verdict', job: this.#plan.job, item, verdict });
    if (prng.chance(0.5)) answer();
    else this.#owner.turns.after(prng.ms(0, 50), answer);
  }

  /** The consumer takes results one after the other and lets as many new items in. */
  resolved(first: number, count: number): void {
    const { window, job, stream } = this.#plan;
    let nodes = 0;
    for (let item = first; item < first + count; item += 1) {
      this.#resolved.add(item);
      nodes += this.#graph?.resolved(item) ?? 0;
    }
    if (stream !== undefined && nodes > 0) this.#addNodes(stream, nodes);
    if (window === undefined || this.#moving) return;
    this.#moving = true;
    this.#owner.turns.after(window.consumeMs * count, () => {
      this.#moving = false;
      const end = this.#resolved.size + window.items;
      this.#world.observe({ kind: 'window', plan: this.#plan, end });
      this.#owner.input({ kind: 'window-moved', job, end });
    });
  }
}
