import { type CodeHash, decodeList, underSpan } from '@zfarm/cluster-core';
import { CurrentItem } from './current-item.js';
import { Floor, type Sitting } from './floor.js';
import { ItemClock } from './item-clock.js';
import type { ItemVisit } from './item-visit.js';
import { type JobKey, JobSetups } from './job-setups.js';
import { monotonicMs } from './monotonic-clock.js';
import { NestedCluster } from './nested-cluster.js';
import { NestingItem } from './nesting-item.js';
import { type ResultOutbox, SLICE_MS } from './result-outbox.js';
import type { StatusBuffer } from './status-buffer.js';
import type { ThreadCodes } from './thread-codes.js';
import type { NestedToThread, RunOrder, ThreadPlace } from './thread-message.js';
import { WorkClock } from './work-clock.js';

/** Runs one item of a list, that under way unless another visit is named. */
type Call = (item: number, visit?: ItemVisit) => unknown;

/**
 * In the thread: works off runs in order, item by item. A synchronous function is not awaited. One item at a time is at
 * work; while it waits for jobs of its own, others are.
 */
export class TaskRunner {
  readonly outbox: ResultOutbox;
  readonly #codes: ThreadCodes;
  readonly #status: StatusBuffer;
  /** What is under way. */
  readonly current: CurrentItem;
  readonly setups: JobSetups;
  /** Where tasks start jobs. */
  readonly cluster: NestedCluster;
  readonly #floor: Floor;
  readonly #worker: string;
  readonly #queue: RunOrder[] = [];
  /** Jobs that have ended during the run under way, which may be theirs. */
  readonly #endedJobs: JobKey[] = [];
  #working = false;

  constructor(
    outbox: ResultOutbox,
    codes: ThreadCodes,
    status: StatusBuffer,
    { worker, operators }: ThreadPlace,
  ) {
    this.outbox = outbox;
    this.#codes = codes;
    this.#status = status;
    this.#worker = worker;
    this.setups = new JobSetups(worker);
    this.current = new CurrentItem({ worker, outbox, status, setups: this.setups });
    this.cluster = new NestedCluster(outbox, codes, operators);
    this.#floor = new Floor({ outbox, status, current: this.current, goOn: () => void this.#workOff() });
  }

  /** Queues runs, and works until none is left but such as wait. Never rejects for what a task does. */
  work(runs: readonly RunOrder[]): Promise<void> {
    this.#queue.push(...runs);
    return this.#workOff();
  }

  /** The job is over: what its setup has made is disposed of, after the run under way. */
  endSetup(job: JobKey): void {
    this.#endedJobs.push(job);
    if (!this.#working) this.#endSetups();
  }

  /** Some run has been cancelled. */
  cancelled(): void {
    this.current.poll();
    this.#floor.cancelled();
  }

  /** A client has said something of a job that a task has started. */
  nested(nested: number, message: NestedToThread): void {
    this.cluster.receive(nested, message);
  }

  #endSetups(): void {
    for (const job of this.#endedJobs.splice(0)) this.setups.end(job);
  }

  async #workOff(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    this.outbox.begin(performance.now());
    for (let sitting = this.#next(); sitting !== undefined; sitting = this.#next()) await sitting;
    this.#working = false;
    this.outbox.post(performance.now());
  }

  /** Lets something have the floor until it is over or waits: an item that can go on before a run that has not begun. */
  #next(): Promise<void> | undefined {
    const resumed = this.#floor.resumeNext();
    if (resumed !== undefined) return resumed;
    const run = this.#queue.shift();
    if (run === undefined) return undefined;
    if (!this.#codes.mayNest(run)) return this.#work(run, undefined);
    return this.#floor.host((sitting) => this.#work(run, sitting));
  }

  /** @param sitting for a run whose items may start jobs. */
  async #work(run: RunOrder, sitting: Sitting | undefined): Promise<void> {
    const clock = sitting?.clock ?? new WorkClock();
    // What has failed before may end the thread: the results of others are told first.
    if (run.tries > 0) this.outbox.post(performance.now());
    // A run cut or cancelled before its turn is passed over without a look at its function or items.
    const first = this.#claim(run);
    if (first !== undefined) await this.#runItems(run, first, clock, sitting);
    this.current.end();
    this.#status.leave();
    // How long items take is what chunks are measured by; a setup is no item.
    this.outbox.done(run.run, clock.elapsedMs);
    this.#endSetups();
    // Who cancelled it waits for the thread, and would end it.
    if (this.#status.isCancelled(run.run)) this.outbox.post(performance.now());
    else this.outbox.postIfDue(performance.now());
  }

  /** The next item of the run, if there is one and the run was not closed. */
  #claim(run: RunOrder): number | undefined {
    const offset = this.#status.claim(run.run);
    return offset < run.to - run.from ? run.from + offset : undefined;
  }

  async #runItems(
    run: RunOrder,
    first: number,
    clock: WorkClock,
    sitting: Sitting | undefined,
  ): Promise<void> {
    const { outbox, current } = this;
    let awaiting: NodeJS.Timeout | undefined;
    let call: Call | undefined;
    const timed = run.timeoutMs !== undefined;
    const times = new ItemClock(timed);
    for (let item: number | undefined = first; item !== undefined; item = this.#claim(run)) {
      if (timed || item === first) this.#status.enter(run.run, item - run.from, monotonicMs(times.now));
      else this.#status.pass(item - run.from);
      current.begin(run, item);
      const nesting = sitting && this.#nestingItem();
      try {
        // Inside the first item: what it costs to load function and items, and what kills the thread there, has a name.
        if (call === undefined && run.setup !== undefined && !this.setups.has(run)) {
          awaiting ??= this.#postMeanwhile();
          await this.#setUp(run, item, run.setup, clock);
        }
        if (nesting !== undefined) {
          this.#floor.begin(nesting, sitting as Sitting);
          await this.cluster.prepare();
        }
        call ??= spanned(run, this.#prepare(run, sitting));
        let result = nesting === undefined ? call(item) : callNesting(nesting, call);
        if (isThenable(result)) {
          awaiting ??= this.#postMeanwhile();
          times.attend();
          result = await result;
        }
        nesting?.end();
        if (sitting?.classes !== undefined) outbox.useClasses(sitting.classes);
        if (this.#isLate(run, item)) outbox.late(run.run, item);
        else outbox.result(run.run, item, result);
      } catch (error) {
        nesting?.end();
        outbox.failure(run.run, item, error, this.#isLate(run, item) ? 'time-limit' : 'task');
      }
      // The last result goes with the end of the run, which follows at once.
      if (times.next() && item + 1 < run.to && outbox.postIfDue(times.now)) times.read();
    }
    clearInterval(awaiting);
  }

  #visit(): ItemVisit {
    const { visit } = this.current;
    if (visit === undefined) throw new Error('The thread is at no item.');
    return visit;
  }

  #nestingItem(): NestingItem {
    return new NestingItem(this.#visit(), this.#floor);
  }

  #postMeanwhile(): NodeJS.Timeout {
    return setInterval(() => this.outbox.postIfDue(performance.now()), SLICE_MS);
  }

  #isLate(run: RunOrder, item: number): boolean {
    return run.timeoutMs !== undefined && this.#status.isExpired(run.run, item - run.from);
  }

  /** The limit of the item counts from the setup's end. */
  async #setUp(run: RunOrder, item: number, setup: CodeHash, clock: WorkClock): Promise<void> {
    const startedAt = performance.now();
    this.#status.enter(run.run, item - run.from, Number.POSITIVE_INFINITY);
    try {
      await this.setups.make(run, () =>
        underSpan(run.parentSpan, () => this.#codes.load(setup, this.#worker).fn()),
      );
    } finally {
      clock.leaveOut(performance.now() - startedAt);
      this.#status.enter(run.run, item - run.from, monotonicMs());
    }
  }

  /** Loads function and items; what goes wrong here fails each item by name. */
  #prepare(run: RunOrder, sitting: Sitting | undefined): Call {
    const { fn, classes } = this.#codes.load(run.code, this.#worker);
    const items = decodeList(run.items, classes);
    this.outbox.useClasses(classes);
    // An item that waits for jobs of its own is not alone: others may have the floor meanwhile.
    if (items.length === 1 && sitting === undefined) this.outbox.give(run.items.frames);
    if (sitting !== undefined) sitting.classes = classes;
    const { first } = run;
    if (run.call === 'arguments') return (item) => fn(...(items[item - first] as unknown[]));
    if (fn.length < 2) return (item) => fn(items[item - first]);
    return (item, { context } = this.#visit()) => fn(items[item - first], context);
  }
}

/** What a task tells OpenTelemetry is a part of its attempt. */
function spanned({ parentSpan }: RunOrder, call: Call): Call {
  return parentSpan === undefined ? call : (item, visit) => underSpan(parentSpan, () => call(item, visit));
}

/** The function may start jobs. When it ends while its item waits, it was woken by something else: then its turn comes later. */
function callNesting(nesting: NestingItem, call: Call): unknown {
  const { visit } = nesting;
  const result = nesting.run(() => call(visit.item, visit));
  return isThenable(result) ? settledAtWork(nesting, result) : result;
}

async function settledAtWork(nesting: NestingItem, result: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await result;
  } finally {
    await nesting.atWork();
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
