import type { ShippedFunction } from '@zfarm/cluster-core';
import type { CodeHash, JobId } from '@zfarm/cluster-core/core';
import { shipFunction } from '@zfarm/cluster-core/shipping';
import type { JobPolicy } from '../core/scheduler-input.js';
import type { SchedulerDriver } from './scheduler-driver.js';
import { TaskBatch, type TaskEntry } from './task-batch.js';

type AnyFunction = (...args: never[]) => unknown;

export interface TaskBatchesOptions {
  readonly driver: SchedulerDriver;
  readonly policy: JobPolicy;
  readonly nextId: () => JobId;
}

/** Sorts submitted tasks into batches by function. */
export class TaskBatches {
  readonly #options: TaskBatchesOptions;
  /** The batch that takes the next task of a function. */
  readonly #current: Map<CodeHash, TaskBatch> = new Map();
  readonly #all: Set<TaskBatch> = new Set();
  /** What has been shipped in this turn: a function is captured anew in each, for its variables may have changed. */
  #shipped: Map<AnyFunction, ShippedFunction> | undefined;

  constructor(options: TaskBatchesOptions) {
    this.#options = options;
  }

  get inFlight(): number {
    let tasks = 0;
    for (const batch of this.#all) tasks += batch.inFlight;
    return tasks;
  }

  /**
   * The function as it travels.
   *
   * @throws UnshippableFunctionError
   */
  ship(fn: AnyFunction): ShippedFunction {
    if (this.#shipped === undefined) {
      this.#shipped = new Map();
      queueMicrotask(() => {
        this.#shipped = undefined;
      });
    }
    const known = this.#shipped.get(fn);
    if (known !== undefined) return known;
    const code = shipFunction(fn);
    this.#shipped.set(fn, code);
    return code;
  }

  /** Adds a task and returns the way to give it up with an error. */
  add(code: ShippedFunction, entry: TaskEntry): (error: unknown) => void {
    const batch = this.#batchFor(code);
    const item = batch.add(entry);
    return (error) => batch.cancel(item, error);
  }

  cancelAll(error: unknown): void {
    for (const batch of [...this.#all]) batch.cancelAll(error);
  }

  #batchFor(code: ShippedFunction): TaskBatch {
    const current = this.#current.get(code.hash);
    if (current?.open === true) return current;
    const { nextId, policy, driver } = this.#options;
    const batch = new TaskBatch(nextId(), code, policy, driver, () => {
      this.#all.delete(batch);
      if (this.#current.get(code.hash) === batch) this.#current.delete(code.hash);
    });
    this.#all.add(batch);
    this.#current.set(code.hash, batch);
    return batch;
  }
}
