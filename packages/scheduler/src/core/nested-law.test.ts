import {
  type AttemptId,
  type JobId,
  jobId,
  type NestId,
  nestId,
  type ToClient,
  type ValueRef,
} from '@zfarm/cluster-core/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CODE, CoreHarness, cut, done, failed, slice } from '../../test/support/core-harness.js';
import type { JobParent } from './scheduler-input.js';
import type { SchedulerOutput } from './scheduler-output.js';

const ROOT_ITEMS = 4;
/** Of each worker. */
const SLOTS = 2;
const DEPTH_MAX = 4;
const VALUE: ValueRef = { owner: 'W', id: 0, bytes: 8 };

interface Live {
  readonly assign: ReturnType<CoreHarness['assigns']>[number];
  at: number;
  end: number;
  suspended: boolean;
  resumed: boolean;
  readonly nests: Set<NestId>;
}

/** A client whose tasks start jobs, on workers that may do anything to them. */
class World {
  readonly harness: CoreHarness = new CoreHarness();
  readonly #open: Set<string> = new Set();
  readonly #live: Map<AttemptId, Live> = new Map();
  readonly #parents: Map<JobId, JobParent> = new Map();
  readonly #ended: Map<JobId, string> = new Map();
  readonly #rootDone: number[] = Array.from({ length: ROOT_ITEMS }, () => 0);
  /** Jobs that tasks have asked for and that are still being prepared. */
  readonly #asked: JobParent[] = [];
  #jobs = 1;
  #nests = 0;
  nestedRuns = 0;

  constructor() {
    this.toggle('A');
    this.harness.submit(ROOT_ITEMS, { lossesMax: 50, failFast: false });
    this.look();
  }

  look(): void {
    const { harness } = this;
    for (const assign of harness.assigns()) {
      const end = assign.first + assign.count;
      const at = assign.first;
      this.#live.set(assign.attempt, { assign, at, end, suspended: false, resumed: false, nests: new Set() });
      if ((assign.depth ?? 0) > 0) this.nestedRuns += 1;
    }
    for (const output of harness.out) this.#note(output);
    for (const { assign } of this.#live.values()) {
      const parent = this.#parents.get(assign.job);
      expect(this.#ended.has(assign.job)).toBe(false);
      expect(parent === undefined || this.#live.has(parent.attempt)).toBe(true);
    }
    for (const [job, parent] of this.#parents)
      if (!this.#live.has(parent.attempt)) expect(this.#ended.has(job)).toBe(true);
  }

  #note(output: SchedulerOutput): void {
    if (output.kind === 'send' && output.message.kind === 'cancel') this.#live.delete(output.message.attempt);
    if (output.kind === 'nested-opened')
      this.#asked.push({ attempt: output.message.attempt, nest: output.message.nest });
    if (output.kind === 'job-ended') {
      expect(this.#ended.has(output.job)).toBe(false);
      this.#ended.set(output.job, output.outcome);
    }
    if (output.kind === 'items-settled' && output.job === jobId(1))
      for (let item = output.first; item < output.first + output.count; item += 1)
        this.#rootDone[item] = (this.#rootDone[item] ?? 0) + 1;
  }

  toggle(worker: string): void {
    if (!this.#open.delete(worker)) {
      this.#open.add(worker);
      this.harness.open(worker, SLOTS);
    } else {
      for (const [id, { assign }] of this.#live) if (assign.worker === worker) this.#live.delete(id);
      this.harness.feed({ kind: 'worker-closed', worker });
    }
    this.look();
  }

  /** The code of a nested job has come, and it is submitted; its task may be over by then. */
  submitAsked(): void {
    const parent = this.#asked.shift();
    if (parent === undefined) return;
    this.#jobs += 1;
    const job = jobId(this.#jobs);
    this.#parents.set(job, parent);
    this.harness.submit(
      2,
      { lossesMax: 50 },
      {
        job,
        code: CODE,
        call: 'item',
        console: 'forward',
        ended: true,
        itemBytes: 8,
        windowEnd: Number.POSITIVE_INFINITY,
        parent,
      },
    );
    this.look();
  }

  report(pick: number, what: 'end' | 'die' | 'cut' | 'open' | 'wait' | 'resume' | 'give-up'): void {
    const live = [...this.#live.values()][pick % Math.max(1, this.#live.size)];
    if (live === undefined) return;
    const { attempt, worker } = live.assign;
    const messages: ToClient[] = [];
    if (what === 'end' || what === 'die') this.#endItem(live, what === 'die', messages);
    else if (what === 'cut') this.#cut(live, live.at, messages);
    else if (what === 'give-up') this.#giveUp(live, messages);
    else if (what === 'resume') this.#resumeIfFree(live, messages);
    else if ((live.assign.depth ?? 0) < DEPTH_MAX) this.#openJob(live, what === 'wait', messages);
    if (live.at >= live.end) {
      messages.push(done(attempt));
      this.#live.delete(attempt);
    }
    this.harness.tell(worker, ...messages);
    this.look();
  }

  #endItem(live: Live, dies: boolean, messages: ToClient[]): void {
    const { attempt } = live.assign;
    if (dies) {
      for (const nest of live.nests) messages.push({ kind: 'nested-cancel', nest });
      const item = live.at;
      if (live.suspended) messages.push({ kind: 'failed', attempt, item, fault: 'waiting', failure: VALUE });
      else messages.push(failed(attempt, item, 'thread'));
    } else {
      this.#resume(live, messages);
      messages.push(slice(attempt, live.at, 1));
    }
    live.at += 1;
  }

  #cut(live: Live, end: number, messages: ToClient[]): void {
    if (live.suspended) return;
    live.end = end;
    messages.push(cut(live.assign.attempt, end));
    if (end === live.assign.first) this.#live.delete(live.assign.attempt);
  }

  #openJob(live: Live, waits: boolean, messages: ToClient[]): void {
    const { attempt } = live.assign;
    if (live.suspended || live.at >= live.end) return;
    this.#nests += 1;
    const nest = nestId(this.#nests);
    live.nests.add(nest);
    const values = { items: VALUE, options: VALUE };
    messages.push({ kind: 'nested-open', nest, attempt, item: live.at, code: CODE, call: 'item', ...values });
    if (!waits) return;
    if (live.at + 1 < live.end) this.#cut(live, live.at + 1, messages);
    live.suspended = true;
    live.resumed = false;
    messages.push({ kind: 'suspended', attempt });
  }

  /** A thread goes on with one item at a time of those that waited: as many at a worker as it has slots. */
  #resumeIfFree(live: Live, messages: ToClient[]): void {
    const resumed = [...this.#live.values()].filter(
      (each) => each.resumed && each.assign.worker === live.assign.worker,
    );
    if (resumed.length < SLOTS) this.#resume(live, messages);
  }

  #resume(live: Live, messages: ToClient[]): void {
    if (!live.suspended) return;
    live.suspended = false;
    live.resumed = true;
    messages.push({ kind: 'resumed', attempt: live.assign.attempt });
  }

  #giveUp(live: Live, messages: ToClient[]): void {
    const [nest] = live.nests;
    if (nest === undefined) return;
    live.nests.delete(nest);
    messages.push({ kind: 'nested-cancel', nest });
  }

  pass(ms: number): void {
    this.harness.tick(this.harness.now + ms);
    this.look();
  }

  cancel(): void {
    this.harness.feed({ kind: 'job-cancelled', job: jobId(1) });
    this.look();
  }

  settle(): void {
    for (const worker of [...this.#open]) this.toggle(worker);
    this.toggle('A');
    for (let step = 0; step < 400 && !this.#ended.has(jobId(1)); step += 1) {
      this.report(0, 'end');
      this.submitAsked();
      if (step % 10 === 9) this.pass(100);
    }
    expect(this.#rootDone).toEqual(this.#rootDone.map(() => 1));
  }

  /** The root has ended, and so has everything below it. */
  checkEnd(): void {
    while (this.#asked.length > 0) this.submitAsked();
    expect(this.#ended.has(jobId(1))).toBe(true);
    for (const job of this.#parents.keys()) expect(this.#ended.has(job)).toBe(true);
    expect(this.#live.size).toBe(0);
  }
}

type Step = (world: World) => void;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(
        fc.nat(20),
        fc.constantFrom('end', 'wait', 'wait', 'wait', 'open', 'resume', 'cut', 'give-up', 'die'),
      )
      .map(
        ([pick, what]) =>
          (world: World) =>
            world.report(pick, what as 'end'),
      ),
  },
  { weight: 6, arbitrary: fc.constant((world: World) => world.submitAsked()) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('A', 'B', 'C').map((worker) => (world: World) => world.toggle(worker)),
  },
  { weight: 2, arbitrary: fc.nat(200).map((ms) => (world: World) => world.pass(ms)) },
);

test('a job that a task has started ends with the attempt of its task, whatever that ends by, and no item is lost', () => {
  let nestedRuns = 0;
  const steps = fc.array(step, { maxLength: 150, size: 'max' });
  fc.assert(
    fc.property(steps, fc.boolean(), (run, cancels) => {
      const world = new World();
      for (const take of run) take(world);
      if (cancels) world.cancel();
      else world.settle();
      world.checkEnd();
      nestedRuns += world.nestedRuns;
    }),
    { numRuns: 80 },
  );
  // Else it would have tested little.
  expect(nestedRuns).toBeGreaterThan(200);
});
