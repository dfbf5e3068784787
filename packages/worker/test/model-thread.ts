import type { ValueRef } from '@zfarm/cluster-core/core';
import type { SlotInput, WorkerInput } from '../src/core/worker-input.js';
import type { RunSpec } from '../src/core/worker-output.js';

export const VALUE: ValueRef = { owner: 'model', id: 0, bytes: 1 };

/** A run in the thread. */
interface HeldRun {
  readonly spec: RunSpec;
  /** One past the last item begun. */
  next: number;
  end: number;
  /** Jobs that its item has under way, by the thread's numbers. */
  readonly jobs: Set<number>;
  /** Something has come of one of these. */
  woken: boolean;
  /** Nobody wants it: it waits for nothing any more. */
  cancelled: boolean;
}

export type ThreadStep = 'end' | 'fail' | 'wait' | 'open-and-go-on' | 'cancel-a-job';

/**
 * A slot's thread, simple enough to be right: at one item at a time, while any number of others wait in it. What it says
 * arrives later; what it has begun is known at once, as through the memory that it shares with the worker.
 */
export class ModelThread {
  readonly slot: number;
  readonly #send: (input: WorkerInput) => void;
  up = false;
  /** The worker has asked for its end. */
  ending = false;
  readonly #queue: HeldRun[] = [];
  readonly #waiting: Set<HeldRun> = new Set();
  #at: HeldRun | undefined;
  /** Over, but the worker has not heard of it. */
  readonly #over: HeldRun[] = [];
  #said: SlotInput[] = [];
  #jobs = 0;

  constructor(slot: number, send: (input: WorkerInput) => void) {
    this.slot = slot;
    this.#send = send;
  }

  get runs(): readonly HeldRun[] {
    return [...(this.#at === undefined ? [] : [this.#at]), ...this.#queue, ...this.#waiting, ...this.#over];
  }

  /** Of the item at work. */
  get depth(): number {
    return this.#at?.spec.depth ?? 0;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  hand(runs: readonly RunSpec[]): void {
    if (!this.up) throw new Error('A thread that is down was given runs.');
    for (const spec of runs)
      this.#queue.push({
        spec,
        next: spec.from,
        end: spec.to,
        jobs: new Set(),
        woken: false,
        cancelled: false,
      });
  }

  /** Answers `cut-run` and performs `interrupt`. */
  close(number: number, cancelled: boolean): number {
    const run = this.runs.find(({ spec }) => spec.run === number);
    if (run === undefined) throw new Error(`Slot ${this.slot} has no run ${number}.`);
    run.end = Math.min(run.end, run.next);
    run.cancelled ||= cancelled;
    return run.end;
  }

  ended(nested: number): void {
    for (const run of this.runs) if (run.jobs.delete(nested)) run.woken = true;
  }

  /** Everything that was said arrives. */
  deliver(): void {
    for (const input of this.#said.splice(0)) {
      if (input.kind === 'slot-done') this.#over.shift();
      this.#send(input);
    }
  }

  step(what: ThreadStep, jobs: number): void {
    if (!this.up) {
      this.up = true;
      this.#send({ kind: 'slot-ready', slot: this.slot });
    } else if (this.#at === undefined) this.#takeUp();
    else this.#work(this.#at, what, jobs);
  }

  /** What it had said arrives before the news of its death. */
  die(): void {
    if (!this.up) return;
    this.deliver();
    const at = this.#at;
    this.up = false;
    this.ending = false;
    this.#at = undefined;
    this.#queue.length = 0;
    this.#waiting.clear();
    const { slot } = this;
    const died = { kind: 'slot-died', slot, record: VALUE } as const;
    if (at === undefined) this.#send(died);
    else {
      const guilty = { run: at.spec.run, item: at.next - 1, fault: 'thread', failure: VALUE } as const;
      this.#send({ ...died, guilty });
    }
  }

  #takeUp(): void {
    let deepest: HeldRun | undefined;
    for (const run of this.#waiting)
      if ((run.woken || run.cancelled) && (deepest === undefined || run.spec.depth > deepest.spec.depth))
        deepest = run;
    if (deepest === undefined) {
      this.#at = this.#queue.shift();
      if (this.#at !== undefined) this.#claim(this.#at);
      return;
    }
    this.#waiting.delete(deepest);
    deepest.woken = false;
    this.#at = deepest;
    this.#say({ kind: 'slot-resumed', slot: this.slot, run: deepest.spec.run });
  }

  #claim(run: HeldRun): void {
    if (run.next < run.end) {
      run.next += 1;
      return;
    }
    this.#at = undefined;
    this.#over.push(run);
    this.#say({ kind: 'slot-done', slot: this.slot, run: run.spec.run, busyMs: 1, linesDropped: 0 });
  }

  #work(run: HeldRun, what: ThreadStep, jobs: number): void {
    if (what === 'end' || what === 'fail') this.#end(run, what === 'fail');
    else if (what === 'cancel-a-job') {
      for (const nested of [...run.jobs].slice(0, 1)) this.#giveUp(run, nested);
    } else {
      for (let job = 0; job < jobs; job += 1) this.#open(run);
      if (what === 'wait' && run.jobs.size > 0) this.#suspend(run);
    }
  }

  #end(run: HeldRun, fails: boolean): void {
    for (const nested of run.jobs) this.#giveUp(run, nested);
    const item = run.next - 1;
    const at = { slot: this.slot, run: run.spec.run };
    if (fails) this.#say({ kind: 'slot-failed', ...at, item, fault: 'task', failure: VALUE });
    else this.#say({ kind: 'slot-slice', ...at, first: item, count: 1, values: VALUE });
    this.#claim(run);
  }

  #open(run: HeldRun): void {
    this.#jobs += 1;
    run.jobs.add(this.#jobs);
    const values = { items: VALUE, options: VALUE };
    const word = { kind: 'nested-open', item: run.next - 1, code: 'x', call: 'item', ...values } as const;
    this.#say({ kind: 'slot-nested', slot: this.slot, run: run.spec.run, nested: this.#jobs, word });
  }

  #giveUp(run: HeldRun, nested: number): void {
    run.jobs.delete(nested);
    const word = { kind: 'nested-cancel' } as const;
    this.#say({ kind: 'slot-nested', slot: this.slot, run: run.spec.run, nested, word });
  }

  #suspend(run: HeldRun): void {
    run.end = run.next;
    run.woken = false;
    this.#at = undefined;
    this.#waiting.add(run);
    this.#say({ kind: 'slot-suspended', slot: this.slot, run: run.spec.run, item: run.next - 1 });
  }

  #say(input: SlotInput): void {
    this.#said.push(input);
  }
}
