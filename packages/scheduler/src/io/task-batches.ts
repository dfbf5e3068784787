import type { ShippedFunction } from '@zfarm/cluster-core';
import type { CodeHash, JobId } from '@zfarm/cluster-core/core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import type { JobPolicy } from '../core/scheduler-input.js';
import { capture } from './job-code.js';
import type { SchedulerDriver } from './scheduler-driver.js';
import { TaskBatch, type TaskEntry } from './task-batch.js';

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
  #captured: Map<Shippable, ShippedFunction | Promise<ShippedFunction>> | undefined;
  /** Tasks whose function is being bundled. */
  readonly #bundling: Set<(error: unknown) => void> = new Set();

  constructor(options: TaskBatchesOptions) {
    this.#options = options;
  }

  get inFlight(): number {
    let tasks = this.#bundling.size;
    for (const batch of this.#all) tasks += batch.inFlight;
    return tasks;
  }

  /**
   * The function as it travels.
   *
   * @throws UnshippableFunctionError
   */
  capture(fn: Shippable): ShippedFunction | Promise<ShippedFunction> {
    if (this.#captured === undefined) {
      this.#captured = new Map();
      queueMicrotask(() => {
        this.#captured = undefined;
      });
    }
    const known = this.#captured.get(fn);
    if (known !== undefined) return known;
    const code = capture(fn);
    this.#captured.set(fn, code);
    return code;
  }

  /** Adds a task and returns the way to give it up with an error. */
  add(code: ShippedFunction | Promise<ShippedFunction>, entry: TaskEntry): (error: unknown) => void {
    if (code instanceof Promise) return this.#addBundled(code, entry);
    const batch = this.#batchFor(code);
    const item = batch.add(entry);
    return (error) => batch.cancel(item, error);
  }

  #addBundled(code: Promise<ShippedFunction>, entry: TaskEntry): (error: unknown) => void {
    let giveUp = (error: unknown): void => {
      if (this.#bundling.delete(waiting)) entry.reject(error);
    };
    const waiting = giveUp;
    this.#bundling.add(waiting);
    code.then(
      (shipped) => {
        if (this.#bundling.delete(waiting)) giveUp = this.add(shipped, entry);
      },
      (error: unknown) => waiting(error),
    );
    return (error) => giveUp(error);
  }

  cancelAll(error: unknown): void {
    for (const giveUp of [...this.#bundling]) giveUp(error);
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
