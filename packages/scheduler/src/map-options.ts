import { CHUNK_ITEMS_MAX, type ConsoleMode, TIMEOUT_MS_MAX } from '@zfarm/cluster-core/core';
import { isTask, type Shippable } from '@zfarm/cluster-core/shipping';
import type { JobPolicy } from './core/scheduler-input.js';
import type { ErrorPolicy } from './error-policy.js';
import type { ItemError } from './errors.js';
import { failurePolicy } from './io/failure-judge.js';
import type { JobProgress } from './io/job-progress.js';
import type { TaskLog } from './io/task-log.js';
import {
  ABORT_SIGNAL,
  BOOLEAN,
  checkOptions,
  count,
  FUNCTION,
  milliseconds,
  OptionError,
  type OptionRule,
  oneOf,
  text,
} from './option-error.js';
import { checkRequirements, placementOf, type Requirements } from './requirements.js';

/** Options of `map` and `runOnCluster`. */
export interface MapOptions<Setup = undefined, Policy extends ErrorPolicy = 'fail'> {
  /** Iterating gives results in the order of the data (default), or as they come. */
  readonly ordered?: boolean | undefined;
  /** Items sent to a worker at a time. Default: adapted to how long they take. */
  readonly chunk?: number | undefined;
  /**
   * How long one try of an item may take, in ms. Then its `signal` is aborted (`TimeoutError`), and if it goes on for the
   * worker's grace its thread is ended, also in an endless loop; it is tried again as `retries` allows, else it fails with
   * `TaskTimeoutError`. What the job's `setup` takes does not count. Default: no limit.
   */
  readonly timeout?: number | undefined;
  /** How long the whole job may take from this call on, in ms, before `JobTimeoutError` ends it. Default: no limit. */
  readonly jobTimeout?: number | undefined;
  /**
   * The function does no harm when it runs twice for an item at the same time: what takes far longer than usual is then run
   * elsewhere as well when a slot is free, and the first result counts. Default false.
   */
  readonly idempotent?: boolean | undefined;
  /**
   * Copies all data at the call, which may then be changed at once. Default: data under 64 KiB is copied, more is read in
   * place and must not change before the job has ended. Items of an iterable are taken as they come, either way.
   */
  readonly copy?: boolean | undefined;
  /** How often an item is tried again after the function threw or took too long. Default 0. */
  readonly retries?: number | undefined;
  /**
   * How long an item waits before it is tried again, in ms, or a function of how often it has been tried. Default: 100,
   * doubled for each further try up to 10,000, less up to half of that by chance.
   */
  readonly retryDelay?: number | ((attempt: number) => number) | undefined;
  /** Whether what an item failed of is worth a retry; asked here. What the function threw is the error's `cause`. */
  readonly retryOn?: ((error: ItemError) => boolean) | undefined;
  /**
   * What an item that has failed for good means for the job. `fail` (default): it ends the job, and its siblings are
   * cancelled. `collect`: results are outcomes as of `Promise.allSettled`. A function, which may be async, decides for each:
   * `retry` once more, `skip` (it is left out: results behind it move up), `fail`, or `{ value }` in its place.
   */
  readonly onError?: Policy | undefined;
  /** How often a thread or worker may die under an item before `PoisonTaskError`. Default 3. */
  readonly lossesMax?: number | undefined;
  /** Cancels the job. */
  readonly signal?: AbortSignal | undefined;
  /** Values the function uses, by name: sent instead of what it captured. */
  readonly vars?: Readonly<Record<string, unknown>> | undefined;
  /**
   * Run once in each thread of a worker before the first item there; what it yields is `context.setup` for every item. If
   * that has `[Symbol.asyncDispose]` or `[Symbol.dispose]`, this is called there when the job has ended. It travels
   * as the function does, and like it may be a task or the URL of a module.
   */
  readonly setup?: Shippable<() => Setup | PromiseLike<Setup>> | undefined;
  /** Told of progress, at most 20 times a second and once at the end. */
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
  /**
   * Shows how far the job is in one line at the end of the terminal, on standard error, until it ends; nothing where that is
   * no terminal. Default false.
   */
  readonly progress?: boolean | undefined;
  /**
   * Where `console.*` and `context.log` of the function go: `forward` to this program (default), to the output of the
   * `worker`, or nowhere (`ignore`). A worker forwards at most 1000 lines and 256 KiB a second, and says what it left out.
   */
  readonly console?: ConsoleMode | undefined;
  /** Told of what is forwarded, in the order of each worker. Default: printed as `[worker item] text`. */
  readonly onLog?: ((log: TaskLog) => void) | undefined;
  /**
   * Jobs of this program with a higher one are admitted first when `maxConcurrentJobs` holds some back, and then given
   * their chunks first; equal ones take turns. Default 0.
   */
  readonly priority?: number | undefined;
  /** A name under which `cluster.running()` counts it and `cluster.kill()` ends it, together with others of that name. */
  readonly tag?: string | undefined;
  /** What a worker must offer, and what each running chunk reserves of it. */
  readonly requires?: Requirements | undefined;
  /**
   * A job that no worker here can ever serve fails with `UnmatchedRequirementsError` after so long, in milliseconds.
   * Default 10,000 if `requires` is given and some worker is here, else it waits. Given, it counts also while no worker at
   * all is here. `Infinity` waits for ever.
   */
  readonly unmatchedMs?: number | undefined;
}

const LOSSES_MAX = 3;

/** A worker needs about a second to start and to be found; and someone who mistyped a label soon wants to know. */
const UNMATCHED_MS = 10_000;

/** What each option of `map` accepts. */
export const MAP_RULES: Readonly<Record<keyof MapOptions, OptionRule>> = {
  ordered: BOOLEAN,
  chunk: count(1, CHUNK_ITEMS_MAX),
  timeout: milliseconds(1, TIMEOUT_MS_MAX),
  jobTimeout: milliseconds(1, TIMEOUT_MS_MAX),
  idempotent: BOOLEAN,
  copy: BOOLEAN,
  retries: count(0, 1_000_000),
  retryDelay: { accepts: 'milliseconds from 0 on, or a function of the tries so far', test: isDelay },
  retryOn: FUNCTION,
  onError: { accepts: "'fail', 'collect' or a function", test: isErrorPolicy },
  lossesMax: count(0, 1_000_000),
  signal: ABORT_SIGNAL,
  setup: { accepts: 'a function, a task from defineTask or the URL of a module', test: isShippable },
  vars: { accepts: 'an object of values by name', test: isRecord },
  onProgress: FUNCTION,
  progress: BOOLEAN,
  console: oneOf('forward', 'worker', 'ignore'),
  onLog: FUNCTION,
  priority: { accepts: 'a finite number', test: Number.isFinite },
  tag: text('a name of 1 to 255 characters', /^[^\0]{1,255}$/),
  requires: { accepts: '{ labels, memory, slots, resources }', test: isRecord },
  unmatchedMs: {
    accepts: 'a number of milliseconds from 0 on, or Infinity',
    test: (value) => typeof value === 'number' && value >= 0,
  },
};

/** @throws OptionError */
export function checkMapOptions(
  call: string,
  options: MapOptions<unknown, ErrorPolicy>,
  rules: Readonly<Record<string, OptionRule>> = MAP_RULES,
): void {
  checkOptions(call, options, rules);
  if (options.requires !== undefined) checkRequirements(call, options.requires);
}

/** What the core must know of a map's options. */
export function mapPolicy(options: MapOptions<unknown, ErrorPolicy>): JobPolicy {
  const { priority, requires, unmatchedMs } = options;
  return {
    ...failurePolicy(options),
    lossesMax: options.lossesMax ?? LOSSES_MAX,
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
    ...(options.idempotent === true ? { idempotent: true } : {}),
    ...(options.chunk === undefined ? {} : { chunkItems: options.chunk }),
    ...(priority === undefined ? {} : { priority }),
    ...(requires === undefined ? {} : placementOf(requires)),
    ...(requires === undefined && unmatchedMs === undefined ? {} : { unmatched: patience(unmatchedMs) }),
  };
}

/** @throws OptionError unless the data can be walked through item by item. */
export function checkData(call: string, data: unknown): void {
  if (typeof data === 'object' && data !== null) {
    if (Symbol.iterator in data || Symbol.asyncIterator in data) return;
  }
  throw new OptionError(
    'data',
    `${call}: the data must be an iterable or async iterable of items.${remedyFor(data)}`,
  );
}

function remedyFor(data: unknown): string {
  if (typeof data === 'string') return ' To take a text apart, pass [...text] or text.split(…).';
  if (typeof data === 'function') return ' The function comes first, then the data.';
  return data instanceof Promise ? ' Await the promise and pass what it gives.' : '';
}

function patience(unmatchedMs: number | undefined): NonNullable<JobPolicy['unmatched']> {
  return { afterMs: unmatchedMs ?? UNMATCHED_MS, evenAlone: unmatchedMs !== undefined };
}

function isShippable(value: unknown): boolean {
  return typeof value === 'function' || value instanceof URL || isTask(value);
}

function isDelay(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof value === 'number' && value >= 0 && value <= TIMEOUT_MS_MAX;
}

function isErrorPolicy(value: unknown): boolean {
  return value === 'fail' || value === 'collect' || typeof value === 'function';
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
