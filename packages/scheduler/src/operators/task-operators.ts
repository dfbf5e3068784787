import type { Shippable } from '@zfarm/cluster-core/shipping';
import type { WorkerInfo } from '../io/worker-directory.js';
import { BOOLEAN, checkOptions } from '../option-error.js';
import type { TaskHandle } from '../task-handle.js';
import type { TaskOptions } from '../task-options.js';
import { type Broadcast, type BroadcastOptions, type BroadcastScope, broadcast } from './broadcast.js';
import type { ClusterQueue, QueueOptions } from './cluster-queue.js';
import { Future } from './future.js';
import { all, allOf, anyOf, apply, type Taker, type ThunkResults } from './gather.js';
import { Graph, type GraphPlan, type GraphValues, type SoundPlan } from './graph.js';
import { ParallelOperators } from './parallel-operators.js';
import { type ChannelOptions, TaskChannel } from './task-channel.js';
import { TaskTags } from './task-tags.js';
import type { TaskTarget, Thunk, ThunkResult } from './task-target.js';

/** Behind everything else. */
const SPECULATION_PRIORITY = Number.MIN_SAFE_INTEGER;

/** The operators of single tasks (docs/operators.md), for whatever can submit. */
export abstract class TaskOperators extends ParallelOperators implements TaskTarget {
  /** What is in flight here, by tag. */
  protected readonly tags: TaskTags = new TaskTags();

  /** Runs a function once, in a manner of its own. */
  abstract submitWith<Arguments extends unknown[], R>(
    options: TaskOptions,
    fn: Shippable<(...args: Arguments) => R>,
    ...args: Arguments
  ): TaskHandle<Awaited<R>>;

  /** Who serves now: the workers on the network, and the pool of this process once it is open. */
  abstract workers(): WorkerInfo[];

  /** Calls back with the id of each worker that comes; returns the way to stop that. */
  abstract watchWorkers(came: (id: string) => void): () => void;

  /** A bounded channel that every program of the cluster, and every task, opens by its name. */
  abstract queue<T>(name: string, options?: QueueOptions): ClusterQueue<T>;

  /**
   * Runs a function once on every worker, those that come later included. To run it in every thread, or only on those that
   * are here, see `broadcastWith`.
   *
   * @throws UnshippableFunctionError when the function cannot travel.
   */
  broadcast<Arguments extends unknown[], R>(
    fn: (...args: Arguments) => R,
    ...args: Arguments
  ): Broadcast<Awaited<R>> {
    return broadcast(this, {}, fn as (...given: unknown[]) => R, args);
  }

  /** Likewise: `broadcastWith({ scope: 'thread' }, fn, ...args)` gives an array of results for each worker. */
  broadcastWith<Arguments extends unknown[], R, Scope extends BroadcastScope = 'node'>(
    options: BroadcastOptions<Scope>,
    fn: (...args: Arguments) => R,
    ...args: Arguments
  ): Broadcast<Scope extends 'thread' ? Awaited<R>[] : Awaited<R>> {
    return broadcast(this, options, fn as (...given: unknown[]) => R, args);
  }

  /**
   * Runs a function once. What it yields may be given by others as well, or instead.
   *
   * @throws UnshippableFunctionError when the function cannot travel.
   */
  future<Arguments extends unknown[], R>(
    fn: Shippable<(...args: Arguments) => R>,
    ...args: Arguments
  ): Future<Awaited<R>> {
    return Future.started(this.submitWith({}, fn, ...args));
  }

  /** Likewise, for what may not be needed: it goes behind everything else, and may fail without anybody listening. */
  speculate<Arguments extends unknown[], R>(
    fn: Shippable<(...args: Arguments) => R>,
    ...args: Arguments
  ): Future<Awaited<R>> {
    const future = Future.started(this.submitWith({ priority: SPECULATION_PRIORITY }, fn, ...args));
    future.then(undefined, () => {});
    return future;
  }

  /** Likewise, begun when it is first awaited; once, however often it is. */
  lazy<Arguments extends unknown[], R>(
    fn: Shippable<(...args: Arguments) => R>,
    ...args: Arguments
  ): Future<Awaited<R>> {
    return new Future(() => this.submitWith({}, fn, ...args));
  }

  /**
   * Runs all thunks of an object as tasks and yields their results by the same names. The first failure cancels the others.
   *
   * @throws UnshippableFunctionError when one cannot travel; then none is begun.
   */
  all<const Thunks extends Readonly<Record<string, Thunk>>>(
    thunks: Thunks,
    options?: TaskOptions,
  ): Promise<ThunkResults<Thunks>> {
    return all(this, thunks, options);
  }

  /** Like `a && b && c` with all at once: the first falsy result that comes, and the others are cancelled; else the result of the last. */
  allOf<Thunks extends readonly Thunk[]>(...thunks: Thunks): Promise<ThunkResult<Thunks[number]>> {
    return allOf(this, thunks);
  }

  /** Like `a || b || c` with all at once: the first truthy result that comes, and the others are cancelled; else the result of the last. */
  anyOf<Thunks extends readonly Thunk[]>(...thunks: Thunks): Promise<ThunkResult<Thunks[number]>> {
    return anyOf(this, thunks);
  }

  /** Runs the thunks as tasks and calls `fn`, here, with their results in their order. */
  apply<const Thunks extends readonly Thunk[], R>(
    fn: Taker<Thunks, R>,
    thunks: Thunks,
    options?: TaskOptions,
  ): Promise<Awaited<R>> {
    return apply(this, fn, thunks, options);
  }

  /** @throws OptionError */
  channel<R>(options?: ChannelOptions): TaskChannel<R> {
    return new TaskChannel<R>(this, options);
  }

  /**
   * Values that are computed from one another: `graph({ area: [['w', 'h'], (w: number, h: number) => w * h], w: [[], …] })`. Nodes may
   * be added with `node`.
   *
   * @throws OptionError, TypeError
   */
  graph<const Plan extends GraphPlan = Record<never, never>>(
    plan?: Plan & SoundPlan<Plan>,
    options?: TaskOptions,
  ): Graph<GraphValues<Plan>> {
    return Graph.of(this, plan, options);
  }

  /**
   * Cancels all jobs and tasks of a tag, those that wait and those that run; returns how many. A job counts once.
   *
   * @param options `dryRun`: only counts them.
   */
  kill(tag: string, options: { readonly dryRun?: boolean } = {}): number {
    if (typeof tag !== 'string')
      throw new TypeError("kill: expected the tag that was given as option 'tag'.");
    checkOptions('kill', options, { dryRun: BOOLEAN });
    return this.tags.kill(tag, options.dryRun === true);
  }

  /** How many jobs and tasks of each tag have not ended. */
  running(): Map<string, number> {
    return this.tags.counts();
  }
}
