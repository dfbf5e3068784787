import { keepInProgram, type TaskContext } from '@zfarm/cluster-core';
import type { WorkerInfo } from '../io/worker-directory.js';
import { BOOLEAN, checkOptions, oneOf } from '../option-error.js';
import { TASK_RULES, type TaskOptions } from '../task-options.js';
import { UnmatchedRequirementsError } from '../unmatched-requirements-error.js';
import { functionOf } from './check-call.js';
import type { OperatorTarget } from './operator-target.js';
import type { TaskTarget } from './task-target.js';

/** Once on each node, by any of its threads; or once in every thread of each. */
export type BroadcastScope = 'node' | 'thread';

/** Options of `broadcastWith`: those of `submitWith`, but for what decides where and when it is run. */
export interface BroadcastOptions<Scope extends BroadcastScope = BroadcastScope>
  extends Omit<TaskOptions, 'requires' | 'unmatchedMs' | 'setup' | 'priority'> {
  /** Default `node`. */
  readonly scope?: Scope | undefined;
  /** True (default): it is also run by who comes later, until `stop()` or the end of the handle. */
  readonly replay?: boolean | undefined;
}

/** What a broadcast stands on: somewhere with workers to be told apart. */
export interface BroadcastTarget extends OperatorTarget, TaskTarget {
  workers(): readonly WorkerInfo[];
  /** Calls back with the id of each worker that comes; returns the way to stop that. */
  watchWorkers(came: (id: string) => void): () => void;
}

const {
  requires: _requires,
  unmatchedMs: _unmatchedMs,
  setup: _setup,
  priority: _priority,
  ...MANNER
} = TASK_RULES;
const RULES = { ...MANNER, scope: oneOf('node', 'thread'), replay: BOOLEAN };

/** Before whatever else waits for the same workers. */
const PRIORITY = Number.MAX_SAFE_INTEGER;

/** How long the items of the first round keep their threads, so that each thread gets one; doubled with each round. */
const HOLD_MS = 5;
const HOLD_MS_MAX = 1000;

/** Runs a function on one worker. */
export type Visit<R> = (worker: WorkerInfo) => PromiseLike<R>;

/**
 * A function run by every worker. Awaited, it gives the results of those that were here at the call, by the ids of the
 * workers; one that is lost meanwhile is missing there.
 */
export class Broadcast<R> implements PromiseLike<Map<string, R>> {
  /** Of all that have answered, those that came later among them. */
  readonly results: Map<string, R> = new Map();
  /** What it failed of at those that came later. */
  readonly failures: Map<string, unknown> = new Map();
  readonly #target: BroadcastTarget;
  readonly #visit: Visit<R>;
  readonly #first: Promise<Map<string, R>>;
  #unwatch: () => void = () => {};

  constructor(target: BroadcastTarget, visit: Visit<R>, replay: boolean) {
    this.#target = target;
    this.#visit = visit;
    this.#first = this.#visitAll(replay);
  }

  /** Who comes from now on does not run it. */
  stop(): void {
    this.#unwatch();
  }

  // biome-ignore lint/suspicious/noThenProperty: a broadcast can be awaited.
  then<Value = Map<string, R>, Caught = never>(
    onFulfilled?: ((results: Map<string, R>) => Value | PromiseLike<Value>) | null,
    onRejected?: ((error: unknown) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Value | Caught> {
    return this.#first.then(onFulfilled, onRejected);
  }

  async #visitAll(replay: boolean): Promise<Map<string, R>> {
    // Nobody is here: a task waits for the first one, or opens the pool of this process.
    if (this.#target.workers().length === 0) await this.#target.submitWith({ priority: PRIORITY }, () => {});
    const present = this.#target.workers();
    if (replay) this.#unwatch = this.#target.watchWorkers((id) => void this.#visitLate(id));
    await Promise.all(present.map((worker) => this.#call(worker)));
    return new Map(this.results);
  }

  async #visitLate(id: string): Promise<void> {
    const worker = this.#target.workers().find((one) => one.id === id);
    if (worker === undefined) return;
    this.failures.delete(id);
    try {
      await this.#call(worker);
    } catch (error) {
      this.failures.set(id, error);
    }
  }

  async #call(worker: WorkerInfo): Promise<void> {
    try {
      this.results.set(worker.id, await this.#visit(worker));
    } catch (error) {
      // It is not here any more.
      if (!(error instanceof UnmatchedRequirementsError)) throw error;
    }
  }
}

keepInProgram(Broadcast, 'await it in the program and pass the result');

/** @throws OptionError, TypeError, UnshippableFunctionError */
export function broadcast<R>(
  target: BroadcastTarget,
  options: BroadcastOptions,
  fn: (...args: unknown[]) => unknown,
  args: readonly unknown[],
): Broadcast<R> {
  const { scope = 'node', replay = true, ...manner } = options;
  checkOptions('broadcastWith', options, RULES);
  const own = functionOf('broadcast', 'the function', fn);
  const pinned = (worker: WorkerInfo) =>
    ({ ...manner, requires: { worker: worker.id }, unmatchedMs: 0, priority: PRIORITY }) as const;
  const visit: Visit<unknown> =
    scope === 'node'
      ? (worker) => target.submitWith(pinned(worker), own, ...args)
      : (worker) => runInThreads(target, pinned(worker), worker.capacity.slots, own, args);
  return new Broadcast(target, visit as Visit<R>, replay);
}

/** What each item of a round brings back: what the setup has made in its thread. */
interface ThreadResult {
  readonly thread: number;
  readonly result: unknown;
}

/**
 * The function is the setup of a job, which is run once in each thread. Items are sent in rounds that keep their threads a
 * little longer each time, until every thread has had one.
 */
async function runInThreads(
  target: OperatorTarget,
  options: TaskOptions,
  threads: number,
  fn: (...args: unknown[]) => unknown,
  args: readonly unknown[],
): Promise<unknown[]> {
  const results = new Map<number, unknown>();
  let nextRound: () => void = () => {};
  let open = 0;
  async function* rounds(): AsyncGenerator<number> {
    for (let holdMs = HOLD_MS; results.size < threads; holdMs = Math.min(2 * holdMs, HOLD_MS_MAX)) {
      open = threads;
      const over = new Promise<void>((resolve) => {
        nextRound = resolve;
      });
      for (let item = 0; item < threads; item += 1) yield holdMs;
      await over;
    }
  }
  const setup = inThread(fn, args);
  const job = target.map(holdThread, rounds(), { ...options, setup, chunk: 1, ordered: false });
  for await (const { thread, result } of job) {
    results.set(thread, result);
    open -= 1;
    if (open === 0) nextRound();
  }
  return [...results.values()];
}

/** Travels to the workers. */
function inThread(
  broadcastFn: (...args: unknown[]) => unknown,
  broadcastArgs: readonly unknown[],
): () => Promise<ThreadResult> {
  return async () => ({ thread: Math.random(), result: await broadcastFn(...broadcastArgs) });
}

/** Travels to the workers. */
function holdThread(holdMs: number, context: TaskContext<never>): Promise<ThreadResult> {
  return new Promise((resolve) => {
    setTimeout(resolve, holdMs, context.setup);
  });
}
