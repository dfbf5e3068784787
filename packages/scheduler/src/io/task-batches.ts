import { activeSpan, type ParentSpan } from '@zfarm/cluster-core';
import type { JobId } from '@zfarm/cluster-core/core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import type { Logger } from '@zfarm/zre';
import { taskLogger } from './event-log.js';
import { captureJob, type JobCode } from './job-code.js';
import type { SchedulerDriver } from './scheduler-driver.js';
import { TaskBatch, type TaskEntry, type TaskManner } from './task-batch.js';

export interface TaskBatchesOptions {
  readonly driver: SchedulerDriver;
  readonly nextId: () => JobId;
  /** Where tasks print unless their manner says. */
  readonly logger?: Logger | undefined;
}

/** What goes into the code of a task beside its function. */
export interface TaskCodeOptions {
  readonly vars?: Readonly<Record<string, unknown>> | undefined;
  readonly setup?: Shippable | undefined;
}

interface Captured {
  readonly vars: TaskCodeOptions['vars'];
  readonly setup: Shippable | undefined;
  readonly code: JobCode | Promise<JobCode>;
}

/** Sorts submitted tasks into batches by function and manner. */
export class TaskBatches {
  readonly #options: TaskBatchesOptions;
  /** The batch that takes the next task of its kind. */
  readonly #current: Map<string, TaskBatch> = new Map();
  readonly #all: Set<TaskBatch> = new Set();
  /** Where the last task went: the next one of the same turn is most often of its kind. */
  #last:
    | {
        readonly code: JobCode;
        readonly manner: TaskManner;
        readonly under: string | undefined;
        readonly batch: TaskBatch;
      }
    | undefined;
  /** What has been shipped in this turn: a function is captured anew in each, for its variables may have changed. */
  #captured: Map<Shippable, Captured[]> | undefined;
  /** Tasks whose function is being bundled. */
  readonly #bundling: Set<(error: unknown) => void> = new Set();
  /** Manners that are there already: plain tasks all have the same. */
  readonly #manners: WeakMap<TaskManner, string> = new WeakMap();
  /** Callbacks of the options, by number. */
  readonly #callbacks: WeakMap<object, number> = new WeakMap();
  #callbacksSeen: number = 0;

  constructor(options: TaskBatchesOptions) {
    this.#options = options;
  }

  get inFlight(): number {
    let tasks = this.#bundling.size;
    for (const batch of this.#all) tasks += batch.inFlight;
    return tasks;
  }

  /**
   * The function as it travels, with its setup.
   *
   * @throws UnshippableFunctionError
   */
  capture(fn: Shippable, { vars, setup }: TaskCodeOptions): JobCode | Promise<JobCode> {
    if (this.#captured === undefined) {
      this.#captured = new Map();
      queueMicrotask(() => {
        this.#captured = undefined;
      });
    }
    const ofFunction = this.#captured.get(fn) ?? [];
    const known = ofFunction.find((captured) => captured.vars === vars && captured.setup === setup);
    if (known !== undefined) return known.code;
    const code = captureJob(fn, setup, vars);
    ofFunction.push({ vars, setup, code });
    this.#captured.set(fn, ofFunction);
    return code;
  }

  /** Adds a task and returns the way to give it up with an error. */
  add(code: JobCode | Promise<JobCode>, manner: TaskManner, entry: TaskEntry): (error: unknown) => void {
    if (code instanceof Promise) return this.#addBundled(code, manner, entry);
    const batch = this.#batchFor(code, manner, activeSpan());
    const item = batch.add(entry);
    return (error) => batch.cancel(item, error);
  }

  #addBundled(code: Promise<JobCode>, manner: TaskManner, entry: TaskEntry): (error: unknown) => void {
    let giveUp = (error: unknown): void => {
      if (this.#bundling.delete(waiting)) entry.reject(error);
    };
    const waiting = giveUp;
    this.#bundling.add(waiting);
    code.then(
      (shipped) => {
        if (this.#bundling.delete(waiting)) giveUp = this.add(shipped, manner, entry);
      },
      (error: unknown) => waiting(error),
    );
    return (error) => giveUp(error);
  }

  cancelAll(error: unknown): void {
    for (const giveUp of [...this.#bundling]) giveUp(error);
    for (const batch of [...this.#all]) batch.cancelAll(error);
  }

  /** @param parent tasks submitted under different spans do not travel together. */
  #batchFor(code: JobCode, manner: TaskManner, parent: ParentSpan | undefined): TaskBatch {
    const last = this.#last;
    const under = parent?.[0];
    if (last?.code === code && last.manner === manner && last.under === under && last.batch.open)
      return last.batch;
    const batch = this.#openFor(code, manner, parent);
    this.#last = { code, manner, under, batch };
    return batch;
  }

  #openFor(code: JobCode, manner: TaskManner, parent: ParentSpan | undefined): TaskBatch {
    const kind = `${this.#kindOf(code, manner)} ${parent?.[0]}`;
    const current = this.#current.get(kind);
    if (current?.open === true) return current;
    const { nextId, driver, logger } = this.#options;
    const batch = new TaskBatch(
      { id: nextId(), code, manner, driver, onLog: logger && taskLogger(logger), parentSpan: parent },
      () => {
        this.#all.delete(batch);
        if (this.#current.get(kind) === batch) this.#current.delete(kind);
        if (this.#last?.batch === batch) this.#last = undefined;
      },
    );
    this.#all.add(batch);
    this.#current.set(kind, batch);
    return batch;
  }

  /** Equal for tasks that may travel together. */
  #kindOf({ fn, setup }: JobCode, manner: TaskManner): string {
    const known = this.#manners.get(manner);
    const key = known ?? this.#keyOf(manner);
    if (known === undefined) this.#manners.set(manner, key);
    return `${fn.hash} ${setup?.hash} ${key}`;
  }

  #keyOf({ policy, judgedBy, console, onLog }: TaskManner): string {
    const callbacks = [...judgedBy, onLog].map((value) =>
      typeof value === 'function' ? `function ${this.#numberOf(value)}` : value,
    );
    return JSON.stringify([policy, console, callbacks]);
  }

  #numberOf(callback: object): number {
    const known = this.#callbacks.get(callback);
    if (known !== undefined) return known;
    this.#callbacksSeen += 1;
    this.#callbacks.set(callback, this.#callbacksSeen);
    return this.#callbacksSeen;
  }
}
