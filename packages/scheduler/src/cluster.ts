import { availableParallelism } from 'node:os';
import type { TaskContext } from '@zfarm/cluster-core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import PQueue from 'p-queue';
import type { ClusterEvent, ClusterEventOf, ClusterEventType } from './cluster-event.js';
import type { ClusterActivity, ClusterParts } from './cluster-parts.js';
import type { ClusterStats } from './cluster-stats.js';
import {
  type ClusterOptions,
  type ConnectOptions,
  checkPingOptions,
  checkWaitOptions,
  type RetireOptions,
  resolveConnectOptions,
  type WaitOptions,
} from './connect-options.js';
import type { ErrorHandler, ResultUnder } from './error-policy.js';
import { ClusterClosedError } from './errors.js';
import { checkListener } from './event-listener.js';
import { ClusterEngine } from './io/cluster-engine.js';
import type { EventStream } from './io/event-stream.js';
import { captureJob } from './io/job-code.js';
import { JobRun } from './io/job-run.js';
import { PING_MS, WAIT_FOR_WORKERS_MS } from './io/limits.js';
import type { WorkerInfo } from './io/worker-directory.js';
import { retireWorker } from './io/worker-retirement.js';
import { checkReachable, workersPresent } from './io/worker-wait.js';
import { Job } from './job.js';
import { heedCancellers } from './job-cancellers.js';
import { mapManner } from './map-manner.js';
import { checkData, checkMapOptions, type MapOptions } from './map-options.js';
import type { ClusterQueue, QueueOptions } from './operators/cluster-queue.js';
import { TaskOperators } from './operators/task-operators.js';
import { checkPlacement } from './requirements.js';
import { showProgress } from './show-progress.js';
import { startTask } from './start-task.js';
import type { TaskHandle } from './task-handle.js';
import { checkTaskOptions, PLAIN_MANNER, type TaskOptions, taskManner } from './task-options.js';

/** A handle on a cluster: submits jobs to the workers of the network or of this machine. Lives until closed. */
export class Cluster extends TaskOperators implements AsyncDisposable {
  /** As resolved from the call, the environment and the defaults. */
  readonly options: ClusterOptions;
  readonly #engine: ClusterEngine;
  readonly #admission: PQueue;

  /**
   * Starts to join at once; jobs may be submitted meanwhile, and fail if it cannot join.
   *
   * @throws OptionError, SecurityError
   */
  constructor(options: ConnectOptions = {}, parts: ClusterParts = {}) {
    super();
    this.options = resolveConnectOptions(options, process.env);
    this.#engine = new ClusterEngine(this.options, parts);
    this.#admission = new PQueue({ concurrency: this.options.maxConcurrentJobs });
  }

  /** Resolves when this node is on the network; rejects when it cannot be. */
  get ready(): Promise<void> {
    return this.#engine.started;
  }

  /** What it is at now: by this the default cluster knows when to close itself. */
  get activity(): ClusterActivity {
    return this.#engine.activity;
  }

  /**
   * Runs a function over every item of the data. The function is given the item and, if it has a second parameter, a
   * context. Data is any iterable or async iterable but a string, typed arrays item by item. Under 64 KiB it is copied
   * now; more is read in place and must not change until the job has ended.
   *
   * @param fn a function, a defined task, or the URL of a module that stands for its default export.
   * @returns the job: await it, iterate it, or cancel it.
   * @throws OptionError for options or data it does not accept.
   * @throws UnshippableFunctionError when the function cannot travel.
   * @throws ClusterClosedError
   */
  override map<T, R, Setup = undefined, Value = never, Mode extends 'fail' | 'collect' = 'fail'>(
    fn: Shippable<(item: T, context: TaskContext<Setup>) => R>,
    data: Iterable<T> | AsyncIterable<T>,
    options: MapOptions<Setup, Mode | ErrorHandler<T, Value>> = {},
  ): Job<ResultUnder<Mode, Awaited<R>, Value>> {
    this.#checkOpen();
    checkMapOptions('map', options);
    checkPlacement('map', options.requires, this.options);
    checkData('map', data);
    const engine = this.#engine;
    const code = captureJob(fn, options.setup, options.vars);
    const submitted = new Error('submitted');
    Error.captureStackTrace(submitted, this.map);
    const letGo: (() => void)[] = [];
    const run: JobRun<ResultUnder<Mode, Awaited<R>, Value>> = new JobRun({
      id: engine.nextId(),
      code,
      data,
      submitted,
      ...mapManner(fn, options, this.options),
      driver: engine.driver,
      onEnded: () => {
        engine.runs.delete(run);
        for (const act of letGo) act();
      },
    });
    engine.runs.add(run);
    // In this order: a job may be cancelled, and so over, at once.
    letGo.push(showProgress(run, fn, options.progress, this));
    letGo.push(heedCancellers(run, options, this.tags));
    const { priority = 0 } = options;
    queueMicrotask(() => void this.#admission.add(() => run.begin(), { priority }));
    engine.workBegun();
    return new Job(run);
  }

  /**
   * Runs a function once. Many tasks of the same function travel together, like the items of a map.
   *
   * @throws UnshippableFunctionError when the function cannot travel.
   * @throws ClusterClosedError
   */
  submit<Arguments extends unknown[], R>(
    fn: Shippable<(...args: Arguments) => R>,
    ...args: Arguments
  ): TaskHandle<Awaited<R>> {
    this.#checkOpen();
    const code = this.#engine.batches.capture(fn, {});
    this.#engine.workBegun();
    return startTask(this.#engine.batches, this.tags, { code, manner: PLAIN_MANNER, args }, {});
  }

  /**
   * Runs a function once, in a manner of its own: `submitWith({ retries: 2 }, fn, ...args)`. What a `setup` makes is in
   * `taskContext().setup`, and is kept while such tasks are in flight.
   *
   * @throws OptionError for options it does not accept.
   * @throws UnshippableFunctionError when the function cannot travel.
   * @throws ClusterClosedError
   */
  override submitWith<Arguments extends unknown[], R>(
    options: TaskOptions,
    fn: Shippable<(...args: Arguments) => R>,
    ...args: Arguments
  ): TaskHandle<Awaited<R>> {
    this.#checkOpen();
    checkTaskOptions('submitWith', options);
    checkPlacement('submitWith', options.requires, this.options);
    const code = this.#engine.batches.capture(fn, options);
    this.#engine.workBegun();
    return startTask(this.#engine.batches, this.tags, { code, manner: taskManner(options), args }, options);
  }

  /**
   * The queue of this name: the one that some program of the cluster owns, or else one that is made and owned here. Its calls wait for
   * that to be found out, some 250 ms after this handle has joined.
   *
   * @throws TypeError, OptionError
   * @throws ClusterClosedError
   */
  override queue<T>(name: string, options: QueueOptions = {}): ClusterQueue<T> {
    this.#checkOpen();
    return this.#engine.queues.queue(name, options);
  }

  /** Tasks that can run at the same time by what is known now; the processors of this machine while nobody is. */
  override get slots(): number {
    const slots = this.workers().reduce((sum, worker) => sum + worker.capacity.slots, 0);
    return slots > 0 ? slots : (this.options.localThreads ?? availableParallelism());
  }

  /** Who serves now: the workers on the network, and the pool of this process once it is open. */
  override workers(): WorkerInfo[] {
    return this.#engine.driver.workers.list();
  }

  /** Calls back with the id of each worker that comes; returns the way to stop that. */
  override watchWorkers(came: (id: string) => void): () => void {
    return this.#engine.driver.workers.watch(came);
  }

  /**
   * Resolves once so many workers on the network are here.
   *
   * @throws NoWorkersError when they have not come in time.
   */
  async waitForWorkers(workers: number, options: WaitOptions = {}): Promise<WorkerInfo[]> {
    this.#checkOpen();
    checkWaitOptions(workers, options);
    checkReachable(workers, this.options);
    await this.#engine.started;
    await workersPresent(this.#engine.driver.workers, workers, {
      timeoutMs: options.timeoutMs ?? WAIT_FOR_WORKERS_MS,
      signal: this.#engine.ending(options.signal),
      hint: () => this.#engine.workerHint(),
    });
    return this.workers();
  }

  /**
   * How long a message takes to a worker and back, in milliseconds: also what its main thread has to do before it answers.
   *
   * @param worker id or name, as `workers()` gives them
   * @throws PingError when it is not here, does not answer within `timeoutMs` (default 5,000) or is lost meanwhile.
   */
  async ping(worker: string | Pick<WorkerInfo, 'id'>, options: WaitOptions = {}): Promise<number> {
    this.#checkOpen();
    checkPingOptions(options);
    const { timeoutMs = PING_MS } = options;
    return this.#engine.driver.pings.measure(worker, {
      timeoutMs,
      signal: this.#engine.ending(options.signal),
    });
  }

  /**
   * Asks a worker on the network to leave for good, as `zfarm drain` and `zfarm stop` do; resolves when it has left. A drain
   * finishes what has begun there and hands back the rest; with `manner: 'stop'` what runs is lost there, and runs elsewhere.
   *
   * @param worker id or name, as `workers()` gives them
   * @throws RetireError when it is not here, or has not left within `timeoutMs`.
   */
  async retire(worker: string | Pick<WorkerInfo, 'id'>, options: RetireOptions = {}): Promise<void> {
    this.#checkOpen();
    const signal = this.#engine.ending(options.signal);
    await retireWorker(this.#engine.driver.workers, this.#engine.observation.events, worker, {
      ...options,
      signal,
    });
  }

  /** What has been done, by whom, and how long it took: counted chunk by chunk since the handle was made. */
  stats(): ClusterStats {
    return this.#engine.observation.stats();
  }

  /** What `stats()` counts, and the process itself, in the text format of Prometheus. */
  metrics(): string {
    return this.#engine.observation.metrics();
  }

  /**
   * Calls back at each event of this type, once what has happened has been acted upon; in the order the listeners came.
   *
   * @throws OptionError for an event that does not exist, or no function.
   */
  on<Type extends ClusterEventType>(type: Type, listener: (event: ClusterEventOf<Type>) => void): this {
    checkListener('on', type, listener);
    this.#engine.observation.events.on(type, listener);
    return this;
  }

  /**
   * Ends what `on` began, of this listener.
   *
   * @throws OptionError for an event that does not exist, or no function.
   */
  off<Type extends ClusterEventType>(type: Type, listener: (event: ClusterEventOf<Type>) => void): this {
    checkListener('off', type, listener);
    this.#engine.observation.events.off(type, listener);
    return this;
  }

  /**
   * All events from this call on, until the handle is closed. Each call is a queue of its own: when 8,192 events wait in
   * it, the oldest are dropped, and counted in `dropped`.
   */
  events(): EventStream<ClusterEvent> {
    return this.#engine.observation.events.stream();
  }

  /** Says goodbye. Jobs and tasks not finished are cancelled and reject with `ClusterClosedError`. */
  close(): Promise<void> {
    return this.#engine.close(new ClusterClosedError());
  }

  /** As `close`: at the end of the block that has `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #checkOpen(): void {
    if (this.#engine.closed) throw new ClusterClosedError();
  }
}
