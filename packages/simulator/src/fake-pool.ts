import type { JobId, NestedToWorker, NodeId } from '@zfarm/cluster-core/core';
import type { RunSpec, SlotInput } from '@zfarm/worker/core';
import { FakeThread } from './fake-thread.js';
import type { ItemRun } from './observation.js';
import type { World } from './world.js';

export interface FakePoolListener {
  /** A thread's voice, in the order it spoke; `heard` is to be called as the main thread takes it up. */
  report(input: SlotInput, heard: () => void): void;
  /** An item has ended the whole process. */
  processEnded(by: ItemRun): void;
}

export interface FakePoolOptions {
  readonly world: World;
  readonly worker: string;
  readonly slots: number;
  /** Items take their time divided by this. */
  readonly speed: number;
  /** Inside a client, where an item that would end the process ends its thread only. */
  readonly local: boolean;
  readonly listener: FakePoolListener;
}

/** A pool of threads that work items off as the seed has planned them. */
export class FakePool {
  readonly #threads: readonly FakeThread[];

  constructor(options: FakePoolOptions) {
    this.#threads = Array.from({ length: options.slots }, (_, slot) => new FakeThread(options, slot));
  }

  start(): void {
    for (const thread of this.#threads) thread.start();
  }

  run(slot: number, specs: readonly RunSpec[]): void {
    this.#thread(slot).give(specs);
  }

  /** Lets the thread start no further item of the run; returns the first one that it has not started. */
  stopRun(slot: number, run: number): number {
    return this.#thread(slot).stopRun(run);
  }

  /** Nobody wants the run any more. */
  interrupt(slot: number, run: number): void {
    this.#thread(slot).interrupt(run);
  }

  tellNested(slot: number, nested: number, message: NestedToWorker): void {
    this.#thread(slot).tellNested(nested, message);
  }

  /** What the job's setup has made is gone: nothing of the job may run from now on. */
  endSetup(client: NodeId, job: JobId): void {
    for (const thread of this.#threads) thread.endSetup(client, job);
  }

  endThread(slot: number): void {
    this.#thread(slot).end();
  }

  freeze(): void {
    for (const thread of this.#threads) thread.freeze();
  }

  thaw(): void {
    for (const thread of this.#threads) thread.thaw();
  }

  /** The process has ended. */
  end(): void {
    for (const thread of this.#threads) thread.freeze();
  }

  /** The most that one thread has been given and has not done, but for what waits for jobs of its own. */
  get runsHeld(): number {
    return Math.max(...this.#threads.map((thread) => thread.runsHeld));
  }

  get idle(): boolean {
    return this.#threads.every((thread) => thread.idle);
  }

  #thread(slot: number): FakeThread {
    const thread = this.#threads[slot];
    if (thread === undefined) throw new Error(`There is no slot ${slot}.`);
    return thread;
  }
}
