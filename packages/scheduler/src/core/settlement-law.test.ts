import { jobId, type ToClient } from '@zfarm/cluster-core/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CoreHarness, cut, done, failed, slice, started } from '../../test/support/core-harness.js';
import type { JobPolicy } from './scheduler-input.js';
import type { SchedulerOutput } from './scheduler-output.js';

const ITEMS = 12;
const WORKERS = ['A', 'B', 'C'];

type Assigned = ReturnType<CoreHarness['assigns']>[number];

/** A client with one job and three workers that may do anything to it; counts how often each item resolves. */
class World {
  readonly harness: CoreHarness = new CoreHarness();
  readonly resolved: number[] = Array.from({ length: ITEMS }, () => 0);
  readonly ends: string[] = [];
  readonly #open: Set<string> = new Set();
  /** Attempts assigned, with the first item not reported. */
  #attempts: { readonly assign: Assigned; at: number; end: number }[] = [];
  #faltered: number[] = [];

  constructor(policy: JobPolicy) {
    this.harness.submit(ITEMS, policy);
    this.look();
  }

  look(): void {
    const { harness } = this;
    for (const output of harness.out) this.#note(output);
    for (const assign of harness.assigns())
      this.#attempts.push({ assign, at: assign.first, end: assign.first + assign.count });
  }

  #note(output: SchedulerOutput): void {
    if (output.kind === 'items-settled')
      for (let step = 0; step < output.count; step += 1) this.count(output.first + step);
    else if (output.kind === 'item-failed' || output.kind === 'item-given') this.count(output.item);
    else if (output.kind === 'item-faltered') this.#faltered.push(output.item);
    else if (output.kind === 'job-ended') this.ends.push(output.outcome);
  }

  count(item: number): void {
    this.resolved[item] = (this.resolved[item] ?? 0) + 1;
  }

  toggle(worker: string): void {
    if (!this.#open.delete(worker)) {
      this.#open.add(worker);
      this.harness.open(worker, 2);
    } else {
      this.#attempts = this.#attempts.filter(({ assign }) => assign.worker !== worker);
      this.harness.feed({ kind: 'worker-closed', worker });
    }
    this.look();
  }

  get open(): ReadonlySet<string> {
    return this.#open;
  }

  /** An attempt goes on; what a silent worker reports of one taken from it comes in as well. */
  report(pick: number, what: 'success' | 'error' | 'late' | 'death' | 'cut'): void {
    const attempt = this.#attempts[pick % Math.max(1, this.#attempts.length)];
    if (attempt === undefined) return;
    const { assign, at } = attempt;
    const id = assign.attempt;
    const messages: ToClient[] = at === assign.first ? [started(id)] : [];
    if (what === 'cut' && at > assign.first) {
      attempt.end = at;
      messages.push(cut(id, at));
    } else {
      attempt.at += 1;
      if (what === 'error') messages.push(failed(id, at));
      else if (what === 'late') messages.push(failed(id, at, 'time-limit'));
      else if (what === 'death') messages.push(failed(id, at, 'thread'));
      else messages.push(slice(id, at, 1));
    }
    if (attempt.at >= attempt.end) {
      messages.push(done(id));
      this.#attempts = this.#attempts.filter((other) => other !== attempt);
    }
    this.harness.tell(assign.worker, ...messages);
    this.look();
  }

  judge(pick: number, kind: 'retry' | 'rest' | 'fail' | 'give'): void {
    const [item] = this.#faltered.splice(pick % Math.max(1, this.#faltered.length), 1);
    if (item === undefined) return;
    const verdict =
      kind === 'retry' || kind === 'rest' ? { kind: 'retry', delayMs: kind === 'rest' ? 80 : 0 } : { kind };
    this.harness.feed({ kind: 'item-verdict', job: jobId(1), item, verdict } as never);
    this.look();
  }

  giveUp(item: number): void {
    if (this.ends.length > 0 || this.resolved[item] !== 0) return;
    this.count(item);
    this.harness.feed({ kind: 'item-cancelled', job: jobId(1), item });
    this.look();
  }

  cancel(): void {
    this.harness.feed({ kind: 'job-cancelled', job: jobId(1) });
    this.look();
  }

  pass(ms: number): void {
    this.harness.tick(this.harness.now + ms);
    this.look();
  }

  /** From now on all goes well. */
  settle(): void {
    for (const worker of [...this.#open]) this.toggle(worker);
    this.toggle('A');
    for (let step = 0; step < 400 && this.ends.length === 0; step += 1) {
      this.judge(0, 'give');
      this.report(0, 'success');
      if (step % 10 === 9) this.pass(100);
    }
  }
}

type Step = (world: World) => void;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.nat(20), fc.constantFrom('success', 'success', 'error', 'late', 'death', 'cut'))
      .map(
        ([pick, what]) =>
          (world: World) =>
            world.report(pick, what as 'success'),
      ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(20), fc.constantFrom('retry', 'retry', 'rest', 'fail', 'give')).map(
      ([pick, kind]) =>
        (world: World) =>
          world.judge(pick, kind as 'retry'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...WORKERS).map((worker) => (world: World) => world.toggle(worker)),
  },
  { weight: 2, arbitrary: fc.nat(1500).map((ms) => (world: World) => world.pass(ms)) },
  { weight: 1, arbitrary: fc.nat(ITEMS - 1).map((item) => (world: World) => world.giveUp(item)) },
);

const policy: fc.Arbitrary<JobPolicy> = fc.record({
  retries: fc.nat(2),
  lossesMax: fc.nat(2),
  failFast: fc.boolean(),
  judged: fc.boolean(),
  chunkItems: fc.constantFrom(1, 3, 12),
});

test('every item resolves once, whatever the policy, the failures, the verdicts and the order of it all', () => {
  fc.assert(
    fc.property(policy, fc.array(step, { maxLength: 120 }), fc.boolean(), (rules, steps, cancels) => {
      const world = new World(rules);
      world.toggle('A');
      for (const run of steps) run(world);
      if (cancels) world.cancel();
      else world.settle();
      expect(world.ends).toHaveLength(1);
      const all = world.ends[0] === 'completed';
      for (const times of world.resolved) {
        if (all) expect(times).toBe(1);
        else expect(times).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 300 },
  );
});
