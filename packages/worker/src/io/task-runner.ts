import { type CodeHash, decodeList } from '@zfarm/cluster-core';
import { CurrentItem } from './current-item.js';
import { type JobKey, JobSetups } from './job-setups.js';
import { monotonicMs } from './monotonic-clock.js';
import { type ResultOutbox, SLICE_MS } from './result-outbox.js';
import type { StatusBuffer } from './status-buffer.js';
import type { ThreadCodes } from './thread-codes.js';
import type { RunOrder } from './thread-message.js';

/** Runs one item of a list. */
type Call = (item: number) => unknown;

/** In the thread: works off runs in order, item by item. A synchronous function is not awaited. */
export class TaskRunner {
  readonly outbox: ResultOutbox;
  readonly #codes: ThreadCodes;
  readonly #status: StatusBuffer;
  /** What is under way. */
  readonly current: CurrentItem;
  readonly setups: JobSetups;
  readonly #worker: string;
  readonly #queue: RunOrder[] = [];
  /** Jobs that have ended during the run under way, which may be theirs. */
  readonly #endedJobs: JobKey[] = [];
  #working = false;
  /** What the run under way has spent on its job's setup. */
  #setupMs = 0;

  constructor(outbox: ResultOutbox, codes: ThreadCodes, status: StatusBuffer, worker: string) {
    this.outbox = outbox;
    this.#codes = codes;
    this.#status = status;
    this.#worker = worker;
    this.setups = new JobSetups(worker);
    this.current = new CurrentItem({ worker, outbox, status, setups: this.setups });
  }

  /** Queues runs, and works until none is left. Never rejects for what a task does. */
  async work(runs: readonly RunOrder[]): Promise<void> {
    this.#queue.push(...runs);
    if (this.#working) return;
    this.#working = true;
    this.outbox.begin(performance.now());
    for (let run = this.#queue.shift(); run !== undefined; run = this.#queue.shift()) await this.#work(run);
    this.#working = false;
    this.outbox.post(performance.now());
  }

  /** The job is over: what its setup has made is disposed of, after the run under way. */
  endSetup(job: JobKey): void {
    this.#endedJobs.push(job);
    if (!this.#working) this.#endSetups();
  }

  #endSetups(): void {
    for (const job of this.#endedJobs.splice(0)) this.setups.end(job);
  }

  async #work(run: RunOrder): Promise<void> {
    this.#setupMs = 0;
    const startedAt = performance.now();
    // A run cut or cancelled before its turn is passed over without a look at its function or items.
    const first = this.#claim(run);
    if (first !== undefined) await this.#runItems(run, first);
    this.current.end();
    this.#status.leave();
    // How long items take is what chunks are measured by; a setup is no item.
    this.outbox.done(run.run, performance.now() - startedAt - this.#setupMs);
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

  async #runItems(run: RunOrder, first: number): Promise<void> {
    const { outbox, current } = this;
    let awaiting: NodeJS.Timeout | undefined;
    let call: Call | undefined;
    // Reading the clock costs more than a small item: the end of one is the start of the next.
    let now = performance.now();
    for (let item: number | undefined = first; item !== undefined; item = this.#claim(run)) {
      this.#status.enter(run.run, item - run.from, monotonicMs(now));
      current.begin(run, item);
      try {
        // Inside the first item: what it costs to load function and items, and what kills the thread there, has a name.
        if (call === undefined && run.setup !== undefined && !this.setups.has(run)) {
          awaiting ??= this.#postMeanwhile();
          await this.#setUp(run, item, run.setup);
        }
        call ??= this.#prepare(run);
        let result = call(item);
        if (isThenable(result)) {
          awaiting ??= this.#postMeanwhile();
          result = await result;
        }
        if (this.#isLate(run, item)) outbox.late(run.run, item);
        else outbox.result(run.run, item, result);
      } catch (error) {
        outbox.failure(run.run, item, error, this.#isLate(run, item) ? 'time-limit' : 'task');
      }
      now = performance.now();
      if (outbox.postIfDue(now)) now = performance.now();
    }
    clearInterval(awaiting);
  }

  #postMeanwhile(): NodeJS.Timeout {
    return setInterval(() => this.outbox.postIfDue(performance.now()), SLICE_MS);
  }

  #isLate(run: RunOrder, item: number): boolean {
    return run.timeoutMs !== undefined && this.#status.isExpired(run.run, item - run.from);
  }

  /** The limit of the item counts from the setup's end. */
  async #setUp(run: RunOrder, item: number, setup: CodeHash): Promise<void> {
    const startedAt = performance.now();
    this.#status.enter(run.run, item - run.from, Number.POSITIVE_INFINITY);
    try {
      await this.setups.make(run, () => this.#codes.load(setup, this.#worker).fn());
    } finally {
      this.#setupMs += performance.now() - startedAt;
      this.#status.enter(run.run, item - run.from, monotonicMs());
    }
  }

  /** Loads function and items; what goes wrong here fails each item by name. */
  #prepare(run: RunOrder): Call {
    const { fn, classes } = this.#codes.load(run.code, this.#worker);
    const items = decodeList(run.items, classes);
    this.outbox.useClasses(classes);
    const { first } = run;
    if (run.call === 'arguments') return (item) => fn(...(items[item - first] as unknown[]));
    if (fn.length < 2) return (item) => fn(items[item - first]);
    return (item) => fn(items[item - first], this.current.context);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}
