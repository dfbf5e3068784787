import type { JobId, NodeId } from '@zfarm/cluster-core/core';
import { CANCEL_GRACE_MS, type RunSpec, type SlotInput } from '@zfarm/worker/core';
import type { ScheduledEvent } from './event-queue.js';
import type { FakePoolOptions } from './fake-pool.js';
import { inputOf, numbersRef, printedBy, resultOf } from './item-value.js';
import { jobName } from './job-plan.js';
import type { ItemRun } from './observation.js';
import { prepareRun, type ThreadRun } from './thread-run.js';
import { Violation } from './violation.js';

/** Results leave a thread together, at most this often. */
const SLICE_MS = 10;
/** What a thread says reaches the main thread after this long. */
const VOICE_MS: readonly [number, number] = [0.02, 0.3];
const START_MS: readonly [number, number] = [20, 60];

/** One slot's thread, and the one after it when it has died. */
export class FakeThread {
  readonly #options: FakePoolOptions;
  readonly #slot: number;
  /** Runs handed over and not reported done, also of a thread that has just died. */
  readonly #runs: Map<number, ThreadRun> = new Map();
  readonly #waiting: ThreadRun[] = [];
  #active: ThreadRun | undefined;
  #current:
    | { readonly run: ItemRun; readonly beganAt: number; endsAt: number; event: ScheduledEvent }
    | undefined;
  #alive: boolean = false;
  #frozenAt: number | undefined;
  #heardAt: number = 0;
  /** What tasks have printed and told since the thread last spoke. */
  #printed: SlotInput[] = [];

  constructor(options: FakePoolOptions, slot: number) {
    this.#options = options;
    this.#slot = slot;
  }

  get idle(): boolean {
    return this.#runs.size === 0;
  }

  start(): void {
    const { clock, prng } = this.#options.world;
    clock.after(prng.ms(...START_MS), () => {
      this.#alive = true;
      this.#say({ kind: 'slot-ready', slot: this.#slot });
    });
  }

  give(specs: readonly RunSpec[]): void {
    for (const spec of specs) {
      const run = prepareRun(this.#options.world, spec);
      this.#runs.set(spec.run, run);
      // A thread that has just died takes nothing; the core gets it back with the news.
      if (this.#alive) this.#waiting.push(run);
    }
    if (this.#alive && this.#active === undefined) this.#goOn();
  }

  stopRun(number: number): number {
    const run = this.#runs.get(number);
    if (run === undefined) throw new Violation('pool', `slot ${this.#slot} was not given run ${number}`);
    run.end = Math.min(run.end, run.next);
    return run.end;
  }

  endSetup(client: NodeId, job: JobId): void {
    for (const { spec, plan, next, end } of this.#runs.values()) {
      if (spec.client === client && spec.job === job && next < end)
        throw new Violation('pool', `slot ${this.#slot} has still to run item ${next} of ${jobName(plan)}`);
    }
  }

  /** Ends the thread from outside. */
  end(): void {
    if (this.#alive) this.#die('outside');
  }

  freeze(): void {
    this.#frozenAt ??= this.#options.world.clock.now;
    if (this.#current !== undefined) this.#current.event.cancelled = true;
  }

  thaw(): void {
    const { clock } = this.#options.world;
    if (this.#frozenAt === undefined) return;
    const sleptMs = clock.now - this.#frozenAt;
    this.#frozenAt = undefined;
    if (this.#current === undefined) return;
    this.#current.endsAt += sleptMs;
    this.#current.event = clock.at(this.#current.endsAt, () => this.#onItemEnd());
  }

  /** Goes on to the next item, or the next run. */
  #goOn(): void {
    for (;;) {
      this.#active ??= this.#waiting.shift();
      const run = this.#active;
      if (run === undefined) return;
      if (run.next < run.end) {
        this.#beginItem(run);
        return;
      }
      this.#flush(run);
      const { run: number } = run.spec;
      this.#say(
        { kind: 'slot-done', slot: this.#slot, run: number, busyMs: run.busyMs, linesDropped: 0 },
        () => this.#runs.delete(number),
      );
      this.#active = undefined;
    }
  }

  #beginItem(run: ThreadRun): void {
    const { world, worker } = this.#options;
    const item = run.next;
    run.next += 1;
    const { plan, spec } = run;
    const input = run.inputs[item - spec.first];
    if (input !== inputOf(plan.key, item))
      throw new Violation('value', `${worker} got ${input} as item ${item} of ${jobName(plan)}`);
    plan.tries[item] = (plan.tries[item] ?? 0) + 1;
    const began: ItemRun = { worker, plan, attempt: spec.attempt, item };
    world.observe({ kind: 'item-began', run: began });
    this.#print(run, item);
    const endsAt = world.clock.now + this.#timeTaken(run, item);
    const event = world.clock.at(endsAt, () => this.#onItemEnd());
    this.#current = { run: began, beganAt: world.clock.now, endsAt, event };
    if (this.#frozenAt !== undefined) event.cancelled = true;
  }

  #print(run: ThreadRun, item: number): void {
    const text = printedBy(item);
    if (text === undefined) return;
    const at = { slot: this.#slot, run: run.spec.run, item };
    this.#printed.push({ kind: 'slot-log', ...at, stream: 'stdout', text, dropped: 0 });
    this.#printed.push({ kind: 'slot-progress', ...at, fraction: 0.5 });
  }

  #onItemEnd(): void {
    const run = this.#active;
    const began = this.#current?.run;
    if (run === undefined || began === undefined) throw new Error('An item ends only while one runs.');
    const { world, local, listener } = this.#options;
    const { plan, item } = began;
    if (this.#isLate(run, item)) {
      this.#onLate(run, began);
      return;
    }
    const planned = plan.items[item];
    const fate = planned?.fate ?? { kind: 'succeeds' };
    run.busyMs += this.#durationMs(run, item);
    const strikes = fate.kind !== 'succeeds' && (plan.tries[item] ?? 0) <= fate.times;
    if (strikes && fate.kind === 'ends-process' && !local) {
      listener.processEnded(began);
      return;
    }
    if (strikes && fate.kind !== 'throws') {
      this.#die('itself');
      return;
    }
    this.#leaveItem();
    if (strikes) {
      world.observe({ kind: 'item-threw', run: began });
      this.#fail(run, item, 'task');
    } else {
      if (run.results.length === 0) run.resultsSince = world.clock.now;
      run.results.push(resultOf(inputOf(plan.key, item)));
      if (world.clock.now - run.resultsSince >= SLICE_MS) this.#flush(run);
    }
    this.#goOn();
  }

  #leaveItem(): void {
    if (this.#current === undefined) return;
    const { run, beganAt } = this.#current;
    const { world } = this.#options;
    this.#current = undefined;
    world.observe({ kind: 'item-ended', run, tookMs: world.clock.now - beganAt });
  }

  #durationMs({ plan }: ThreadRun, item: number): number {
    const { durationMs = 0, fate = { kind: 'succeeds' } } = plan.items[item] ?? {};
    if (fate.kind === 'hangs' && (plan.tries[item] ?? 0) <= fate.times) return Number.POSITIVE_INFINITY;
    return durationMs / this.#options.speed;
  }

  #isLate(run: ThreadRun, item: number): boolean {
    const { timeoutMs } = run.spec;
    return timeoutMs !== undefined && this.#durationMs(run, item) > timeoutMs;
  }

  #timeTaken(run: ThreadRun, item: number): number {
    if (!this.#isLate(run, item)) return this.#durationMs(run, item);
    return (run.spec.timeoutMs ?? 0) + (heedsSignal(item) ? 0 : CANCEL_GRACE_MS);
  }

  /** The time of an item is over: it heeds that, or its thread is ended after the grace. */
  #onLate(run: ThreadRun, began: ItemRun): void {
    this.#options.world.observe({ kind: 'item-late', run: began });
    if (!heedsSignal(began.item)) {
      this.#die('late');
      return;
    }
    this.#leaveItem();
    this.#fail(run, began.item, 'time-limit');
    this.#goOn();
  }

  #fail(run: ThreadRun, item: number, fault: 'task' | 'time-limit'): void {
    const { worker } = this.#options;
    this.#flush(run);
    const failure = numbersRef(worker, [run.plan.key, item], run.plan.width);
    this.#say({ kind: 'slot-failed', slot: this.#slot, run: run.spec.run, item, fault, failure });
    run.resultsFrom = item + 1;
  }

  #flush(run: ThreadRun): void {
    const count = run.results.length;
    if (count === 0) return;
    const { worker } = this.#options;
    const values = numbersRef(worker, run.results, run.plan.width);
    const first = run.resultsFrom;
    run.results = [];
    run.resultsFrom += count;
    this.#say({ kind: 'slot-slice', slot: this.#slot, run: run.spec.run, first, count, values });
  }

  /** What it has finished is told, unless there was no time for that; then its death, then that another one is there. */
  #die(why: 'itself' | 'late' | 'outside'): void {
    const run = this.#active;
    const began = this.#current?.run;
    const { world, worker } = this.#options;
    if (this.#current !== undefined) this.#current.event.cancelled = true;
    // Last words are for those that leave by themselves: who has no memory left, or is ended, says none.
    if (run !== undefined && why === 'itself' && world.prng.chance(0.5)) this.#flush(run);
    else if (run !== undefined) this.#loseResults(run);
    world.observe({
      kind: 'thread-died',
      run: why === 'late' ? undefined : began,
      byItself: why === 'itself',
    });
    const slot = this.#slot;
    const died =
      run === undefined || began === undefined
        ? ({ kind: 'slot-died', slot } as const)
        : ({
            kind: 'slot-died',
            slot,
            guilty: {
              run: run.spec.run,
              item: began.item,
              fault: why === 'late' ? ('time-limit' as const) : ('thread' as const),
              failure: numbersRef(worker, [run.plan.key, began.item], run.plan.width),
            },
          } as const);
    this.#alive = false;
    this.#active = undefined;
    this.#leaveItem();
    this.#waiting.length = 0;
    this.#say(died, () => {
      this.#runs.clear();
      // The main thread makes the next one, so not before it has heard of the end of this one.
      this.start();
    });
  }

  #loseResults({ plan, spec, results, resultsFrom }: ThreadRun): void {
    const { world, worker } = this.#options;
    for (let item = resultsFrom; item < resultsFrom + results.length; item += 1)
      world.observe({ kind: 'result-lost', run: { worker, plan, attempt: spec.attempt, item } });
  }

  #say(input: SlotInput, heard: () => void = () => undefined): void {
    const { world, listener } = this.#options;
    const { clock, prng } = world;
    this.#heardAt = Math.max(this.#heardAt, clock.now + prng.ms(...VOICE_MS));
    const printed = this.#printed.splice(0);
    clock.at(this.#heardAt, () => {
      for (const earlier of printed) listener.report(earlier, () => undefined);
      listener.report(input, heard);
    });
  }
}

/** Every other task looks at its signal. */
function heedsSignal(item: number): boolean {
  return item % 2 === 0;
}
