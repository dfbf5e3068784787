import type { JobId, NestedToWorker, NodeId } from '@zfarm/cluster-core/core';
import type { RunSpec } from '@zfarm/worker/core';
import type { FakePoolOptions } from './fake-pool.js';
import { durationMs, fateStrikes, heedsSignal, isLate, workMs } from './item-time.js';
import { inputOf, resultOf } from './item-value.js';
import { jobName } from './job-plan.js';
import { NestingFloor } from './nesting-floor.js';
import { NestingItem } from './nesting-item.js';
import type { ItemRun } from './observation.js';
import { type CurrentItem, prepareRun, type ThreadRun } from './thread-run.js';
import { ThreadVoice } from './thread-voice.js';
import { Violation } from './violation.js';

/** Results leave a thread together, at most this often. */
const SLICE_MS = 10;
const START_MS: readonly [number, number] = [20, 60];
const NESTS_AFTER_MS_MAX = 20;

/** One slot's thread, and the one after it when it has died. */
export class FakeThread {
  readonly #options: FakePoolOptions;
  readonly #slot: number;
  /** Runs handed over and not reported done, also of a thread that has just died. */
  readonly #runs: Map<number, ThreadRun> = new Map();
  readonly #waiting: ThreadRun[] = [];
  #active: ThreadRun | undefined;
  #current: CurrentItem | undefined;
  #alive: boolean = false;
  #frozenAt: number | undefined;
  readonly #voice: ThreadVoice;
  readonly #floor: NestingFloor;

  constructor(options: FakePoolOptions, slot: number) {
    this.#options = options;
    this.#slot = slot;
    this.#voice = new ThreadVoice(options, slot);
    this.#floor = new NestingFloor(options.world, this.#voice, () => this.#goOnIfIdle());
  }

  get runsHeld(): number {
    return this.#runs.size - this.#floor.suspended;
  }

  get idle(): boolean {
    return this.#runs.size === 0;
  }

  start(): void {
    const { clock, prng } = this.#options.world;
    clock.after(prng.ms(...START_MS), () => {
      this.#alive = true;
      this.#voice.say({ kind: 'slot-ready', slot: this.#slot });
    });
  }

  give(specs: readonly RunSpec[]): void {
    for (const spec of specs) {
      const run = prepareRun(this.#options.world, spec);
      this.#runs.set(spec.run, run);
      // A thread that has just died takes nothing; the core gets it back with the news.
      if (this.#alive) this.#waiting.push(run);
    }
    this.#goOnIfIdle();
  }

  stopRun(number: number): number {
    const run = this.#runs.get(number);
    if (run === undefined) throw new Violation('pool', `slot ${this.#slot} was not given run ${number}`);
    run.end = Math.min(run.end, run.next);
    return run.end;
  }

  /** Nobody wants the run any more: an item of it that waits has its jobs cancelled, and goes on to its end. */
  interrupt(number: number): void {
    this.stopRun(number);
    const run = this.#runs.get(number);
    if (run !== undefined) this.#floor.cancel(run);
  }

  /** A word to a task of a job that it has started. */
  tellNested(nested: number, message: NestedToWorker): void {
    this.#floor.tell(nested, message);
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
    this.#floor.freeze();
    if (this.#current !== undefined) this.#current.event.cancelled = true;
  }

  thaw(): void {
    const { clock } = this.#options.world;
    if (this.#frozenAt === undefined) return;
    const sleptMs = clock.now - this.#frozenAt;
    this.#frozenAt = undefined;
    if (this.#current !== undefined) {
      this.#current.endsAt += sleptMs;
      this.#current.event = clock.at(this.#current.endsAt, this.#current.onEnd);
    }
    this.#floor.thaw();
  }

  #goOnIfIdle(): void {
    if (this.#alive && this.#active === undefined && this.#frozenAt === undefined) this.#goOn();
  }

  /** Goes on to the next item, or with one that need not wait any longer, or to the next run. */
  #goOn(): void {
    for (;;) {
      if (this.#active === undefined && this.#resumeOne()) return;
      this.#active ??= this.#waiting.shift();
      const run = this.#active;
      if (run === undefined) return;
      if (run.next < run.end) {
        this.#beginItem(run);
        return;
      }
      this.#voice.flush(run);
      const { run: number } = run.spec;
      this.#voice.say(
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
    this.#voice.print(run, item);
    const nests = plan.items[item]?.nests;
    const takesMs = workMs(run, item, this.#options.speed);
    if (nests === undefined) {
      this.#work(began, takesMs, () => this.#onItemEnd());
      return;
    }
    const untilMs = Math.min(takesMs / 2, NESTS_AFTER_MS_MAX);
    const nesting = new NestingItem(run, began, nests, takesMs - untilMs);
    this.#work(began, untilMs, () => this.#openNests(nesting));
    this.#floor.atWork = nesting;
  }

  /** Is at work for a while, then does what comes after. */
  #work(
    run: ItemRun,
    forMs: number,
    onEnd: () => void,
    beganAt: number = this.#options.world.clock.now,
  ): void {
    const { clock } = this.#options.world;
    const endsAt = clock.now + forMs;
    const event = clock.at(endsAt, onEnd);
    this.#current = { run, beganAt, endsAt, event, onEnd };
    if (this.#frozenAt !== undefined) event.cancelled = true;
  }

  /** The item has started its jobs: it waits for them, or goes on beside them. */
  #openNests(nesting: NestingItem): void {
    const { run, began, restMs } = nesting;
    this.#floor.open(nesting);
    if (nesting.canGoOn) {
      this.#work(began, restMs, () => this.#onItemEnd(), this.#current?.beganAt);
      return;
    }
    this.#leaveItem();
    this.#floor.suspend(nesting);
    this.#active = undefined;
    // What comes behind it would wait along with it: others shall have that.
    run.end = Math.min(run.end, run.next);
    this.#voice.flush(run);
    this.#voice.say({ kind: 'slot-suspended', slot: this.#slot, run: run.spec.run, item: began.item });
    this.#goOn();
  }

  /** Lets an item that has what it waits for go on. */
  #resumeOne(): boolean {
    const nesting = this.#floor.takeReady();
    if (nesting === undefined) return false;
    this.#active = nesting.run;
    this.#voice.say({ kind: 'slot-resumed', slot: this.#slot, run: nesting.run.spec.run });
    this.#work(nesting.began, nesting.restMs, () => this.#onItemEnd());
    this.#floor.atWork = nesting;
    return true;
  }

  #onItemEnd(): void {
    const run = this.#active;
    const began = this.#current?.run;
    const nesting = this.#floor.atWork;
    if (run === undefined || began === undefined) throw new Error('An item ends only while one runs.');
    const { world, local, listener, speed } = this.#options;
    const { plan, item } = began;
    if (isLate(run, item, speed)) {
      this.#onLate(run, began);
      return;
    }
    const fate = plan.items[item]?.fate ?? { kind: 'succeeds' };
    run.busyMs += durationMs(run, item, speed);
    const strikes = fateStrikes(plan.tries[item], fate);
    if (strikes && fate.kind === 'ends-process' && !local) {
      listener.processEnded(began);
      return;
    }
    if (strikes && fate.kind !== 'throws') {
      this.#die('itself');
      return;
    }
    this.#leaveItem();
    if (nesting !== undefined) this.#voice.nested(nesting, nesting.abandon());
    if (strikes || nesting?.hasFailed === true) {
      world.observe({ kind: 'item-threw', run: began });
      this.#voice.fail(run, item, 'task');
    } else this.#succeed(run, item);
    this.#goOn();
  }

  #succeed(run: ThreadRun, item: number): void {
    const { clock } = this.#options.world;
    if (run.results.length === 0) run.resultsSince = clock.now;
    run.results.push(resultOf(inputOf(run.plan.key, item)));
    if (clock.now - run.resultsSince >= SLICE_MS) this.#voice.flush(run);
  }

  #leaveItem(): void {
    if (this.#current === undefined) return;
    const { run, beganAt } = this.#current;
    const { world } = this.#options;
    this.#current = undefined;
    this.#floor.atWork = undefined;
    world.observe({ kind: 'item-ended', run, tookMs: world.clock.now - beganAt });
  }

  /** The time of an item is over: it heeds that, or its thread is ended after the grace. */
  #onLate(run: ThreadRun, began: ItemRun): void {
    this.#options.world.observe({ kind: 'item-late', run: began });
    if (!heedsSignal(began.item)) {
      this.#die('late');
      return;
    }
    const nesting = this.#floor.atWork;
    this.#leaveItem();
    if (nesting !== undefined) this.#voice.nested(nesting, nesting.abandon());
    this.#voice.fail(run, began.item, 'time-limit');
    this.#goOn();
  }

  /** What it has finished is told, unless there was no time for that; then its death, then that another one is there. */
  #die(why: 'itself' | 'late' | 'outside'): void {
    const run = this.#active;
    const began = this.#current?.run;
    const { world } = this.#options;
    if (this.#current !== undefined) this.#current.event.cancelled = true;
    // Last words are for those that leave by themselves: who has no memory left, or is ended, says none.
    if (run !== undefined && why === 'itself' && world.prng.chance(0.5)) this.#voice.flush(run);
    else if (run !== undefined) this.#voice.lose(run);
    world.observe({
      kind: 'thread-died',
      run: why === 'late' ? undefined : began,
      byItself: why === 'itself',
    });
    this.#floor.end();
    this.#alive = false;
    this.#active = undefined;
    this.#leaveItem();
    this.#waiting.length = 0;
    const guilty = run && began && { run, item: began.item, late: why === 'late' };
    this.#voice.died(guilty, () => {
      this.#runs.clear();
      // The main thread makes the next one, so not before it has heard of the end of this one.
      this.start();
    });
  }
}
