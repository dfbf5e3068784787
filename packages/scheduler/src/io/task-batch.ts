import type { ParentSpan, Payload } from '@zfarm/cluster-core';
import type { ConsoleMode, JobId } from '@zfarm/cluster-core/core';
import type { JobPolicy, Verdict } from '../core/scheduler-input.js';
import type { Notice } from '../core/scheduler-output.js';
import type { ItemError } from '../errors.js';
import type { FailureJudge } from './failure-judge.js';
import type { JobCode } from './job-code.js';
import type { JobPort, SettledItems } from './job-port.js';
import { JobSpan } from './job-span.js';
import { BATCH_LINGER_MS, TASKS_PER_BATCH_MAX } from './limits.js';
import type { SchedulerDriver } from './scheduler-driver.js';
import { encodeArguments, type KeptArguments } from './task-arguments.js';
import { printTaskLog, type TaskLog } from './task-log.js';

/** One submitted task: its arguments, and who waits for it. */
export interface TaskEntry {
  readonly args: KeptArguments;
  readonly itemBytes: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How tasks are run: those that travel together agree in it. */
export interface TaskManner {
  readonly policy: JobPolicy;
  readonly judge: FailureJudge;
  /** What the judge goes by: those of equal ones travel together. */
  readonly judgedBy: readonly unknown[];
  readonly console: ConsoleMode | undefined;
  readonly onLog: ((log: TaskLog) => void) | undefined;
}

/** Whose tasks travel together, and how. */
export interface TaskKind {
  readonly id: JobId;
  readonly code: JobCode;
  readonly manner: TaskManner;
  readonly driver: SchedulerDriver;
  /** The span that was active where they were submitted. */
  readonly parentSpan?: ParentSpan | undefined;
  /** Where they print unless their manner says; absent: here. */
  readonly onLog?: TaskManner['onLog'];
}

const NO_ARGUMENTS: readonly unknown[] = [];

/**
 * The tasks submitted of one function, as items of one open-ended job: so they travel in batches like those of a
 * map. It ends a little after none is in flight: tasks that follow one another need not begin a job each.
 */
export class TaskBatch implements JobPort {
  readonly submitted: undefined = undefined;
  readonly #id: JobId;
  readonly #code: JobCode;
  readonly #manner: TaskManner;
  readonly #driver: SchedulerDriver;
  readonly #parentSpan: ParentSpan | undefined;
  readonly #onLog: (log: TaskLog) => void;
  readonly #onEnded: () => void;
  readonly #entries: Map<number, TaskEntry> = new Map();
  #next: number = 0;
  /** What the arguments of all of them weigh, finished ones too. */
  #bytes: number = 0;
  /** Items that the scheduler knows of; undefined before it knows the job. */
  #added: number | undefined;
  #span: JobSpan | undefined;
  /** Of those that have ended. */
  #failed: number = 0;
  #failure: { readonly error: unknown } | undefined;
  #turnPending: boolean = false;
  /** Set while it may be that none is in flight. */
  #lingering: NodeJS.Timeout | undefined;
  /** The scheduler has been told that no more tasks come, or need not be told. */
  #over: boolean = false;
  #ended: boolean = false;

  constructor({ id, code, manner, driver, parentSpan, onLog }: TaskKind, onEnded: () => void) {
    this.#id = id;
    this.#parentSpan = parentSpan;
    this.#onLog = manner.onLog ?? onLog ?? printTaskLog;
    this.#code = code;
    this.#manner = manner;
    this.#driver = driver;
    this.#onEnded = onEnded;
  }

  get inFlight(): number {
    return this.#entries.size;
  }

  /** A batch that is over or has grown long takes no more tasks: the next one opens a new batch. */
  get open(): boolean {
    return !this.#over && this.#next < TASKS_PER_BATCH_MAX;
  }

  get #itemBytes(): number {
    return Math.ceil(this.#bytes / this.#next);
  }

  add(entry: TaskEntry): number {
    const item = this.#next;
    this.#next += 1;
    this.#bytes += entry.itemBytes;
    this.#entries.set(item, entry);
    this.#atTurnEnd();
    return item;
  }

  /** Gives up one task; `error` is what its handle is rejected with. */
  cancel(item: number, error: unknown): void {
    if (!this.#take(item, (entry) => entry.reject(error))) return;
    if (item < (this.#added ?? 0)) this.#driver.input({ kind: 'item-cancelled', job: this.#id, item });
  }

  /** Gives up all tasks. */
  cancelAll(error: unknown): void {
    this.#driver.cancel(this.#id);
    this.broken(error);
  }

  encodeItems(first: number, count: number): Payload {
    const kept: KeptArguments[] = [];
    for (let item = first; item < first + count; item += 1) {
      kept.push(this.#entries.get(item)?.args ?? NO_ARGUMENTS);
    }
    return encodeArguments(kept);
  }

  /** More tasks come when the user submits them, whoever needs them. */
  needItems(): void {}

  settled({ first, count, offset, values }: SettledItems): void {
    for (let step = 0; step < count; step += 1) {
      this.#take(first + step, (entry) => entry.resolve(values[offset + step]));
    }
  }

  itemFailed(item: number, error: ItemError): void {
    this.#failed += 1;
    this.#failure = { error };
    this.#take(item, (entry) => entry.reject(error));
  }

  /** A task has no policy beside its retries: what it fails of, its handle is told. */
  itemFaltered(item: number, error: ItemError, final: boolean): void {
    let verdict: Verdict;
    try {
      verdict = this.#manner.judge.retry(error, final) ?? { kind: 'fail' };
    } catch (thrown) {
      this.cancel(item, thrown);
      return;
    }
    this.#driver.input({ kind: 'item-verdict', job: this.#id, item, verdict });
  }

  itemGiven(): void {}

  broken(error: unknown): void {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const entry of entries) entry.reject(error);
    this.#end();
  }

  ended(): void {
    this.#end();
  }

  logged(log: TaskLog): void {
    this.#onLog(log);
  }

  progressed(): void {}

  noticed(event: Notice['event']): void {
    this.#span?.noticed(event);
  }

  moved(): void {}

  #take(item: number, use: (entry: TaskEntry) => void): boolean {
    const entry = this.#entries.get(item);
    if (entry === undefined) return false;
    this.#entries.delete(item);
    use(entry);
    if (this.#entries.size === 0) this.#linger();
    return true;
  }

  #atTurnEnd(): void {
    if (this.#turnPending) return;
    this.#turnPending = true;
    queueMicrotask(() => {
      this.#turnPending = false;
      if (!this.#over) this.#report();
    });
  }

  /** The timer goes on when a task comes: it looks again, and many short tasks set it once. */
  #linger(): void {
    this.#lingering ??= setTimeout(() => {
      this.#lingering = undefined;
      if (this.#entries.size === 0 && !this.#over) this.#endJob();
    }, BATCH_LINGER_MS).unref();
  }

  /** Tells the scheduler that no more tasks come. */
  #endJob(): void {
    this.#over = true;
    if (this.#added === undefined) this.#end();
    else this.#add(0, true);
  }

  #add(count: number, ended: boolean): void {
    const job = this.#id;
    this.#driver.input({ kind: 'items-added', job, count, ended, itemBytes: this.#itemBytes });
  }

  /** Tells the scheduler of the tasks that this turn has brought. */
  #report(): void {
    const job = this.#id;
    const first = this.#added ?? 0;
    const count = this.#next - first;
    if (this.#added !== undefined) this.#add(count, false);
    else if (this.#entries.size > 0) this.#begin(count);
    else {
      // All of them were cancelled in the same turn: later ones are not to take these along.
      this.#endJob();
      return;
    }
    this.#added = first + count;
    for (let item = first; item < first + count; item += 1) {
      // Cancelled in the same turn.
      if (!this.#entries.has(item)) this.#driver.input({ kind: 'item-cancelled', job, item });
    }
  }

  #begin(items: number): void {
    this.#span = JobSpan.begin(this.#code.fn.name, this.#parentSpan);
    this.#driver.submit(this.#id, this, this.#code, 'arguments', {
      parentSpan: this.#span?.asParent,
      policy: this.#manner.policy,
      console: this.#manner.console ?? 'forward',
      items,
      ended: false,
      itemBytes: this.#itemBytes,
      windowEnd: Number.POSITIVE_INFINITY,
    });
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#over = true;
    clearTimeout(this.#lingering);
    this.#span?.end({
      job: this.#id,
      done: this.#next - this.#failed,
      failed: this.#failed,
      failure: this.#failure,
    });
    this.#onEnded();
  }
}
