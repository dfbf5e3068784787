import type { DeathCause } from '@zfarm/cluster-core/core';
import type { JobProgress } from './io/job-progress.js';

/** Where an item met its end, and after how many attempts. */
export interface FailurePlace {
  /** Position of the item in the data; 0 of a single task. */
  readonly index: number;
  /** Name of the worker that ran it last. */
  readonly worker: string;
  /** How often it was begun. */
  readonly attempts: number;
}

/** What an error is told of where an item came from. */
export interface FailureOrigin {
  /** Carries the stack of the call that submitted the job; absent of a single task, for which that would cost too much. */
  readonly submitted: Error | undefined;
  /** The name of the function, where it has one. */
  readonly functionName: string;
}

const NO_ORIGIN: FailureOrigin = { submitted: undefined, functionName: '' };

/**
 * The function threw while it worked on an item. `cause` is what it threw, rebuilt as an Error of its built-in
 * class with the remote message, stack, cause and own fields; a thrown value that is no Error stands there itself.
 */
export class RemoteTaskError extends Error implements FailurePlace {
  override readonly name = 'RemoteTaskError';
  readonly code = 'ZFARM_TASK_FAILED';
  /** Position of the item in the data; 0 of a single task. */
  readonly index: number;
  /** Name of the worker that ran it last. */
  readonly worker: string;
  /** How often it was begun. */
  readonly attempts: number;

  constructor(place: FailurePlace, thrown: unknown, origin: FailureOrigin = NO_ORIGIN) {
    super(`${subject(place, origin)} failed on worker ${place.worker}: ${describeThrown(thrown)}`, {
      cause: thrown,
    });
    this.index = place.index;
    this.worker = place.worker;
    this.attempts = place.attempts;
    const remote = thrown instanceof Error && thrown.stack !== undefined ? thrown.stack : '';
    this.stack = stackOf(this, origin.submitted) + (remote && `\n--- on worker ${place.worker}:\n${remote}`);
  }
}

/**
 * Each try of an item took longer than `timeout` of the options allows. `cause` is what the function threw when its signal
 * told it so, if it did; else its thread was ended.
 */
export class TaskTimeoutError extends Error implements FailurePlace {
  override readonly name = 'TaskTimeoutError';
  readonly code = 'ZFARM_TASK_TIMEOUT';
  /** Position of the item in the data; 0 of a single task. */
  readonly index: number;
  /** Name of the worker that ran it last. */
  readonly worker: string;
  /** How often it was begun. */
  readonly attempts: number;
  /** The limit of one try, in ms. */
  readonly timeout: number;

  constructor(place: FailurePlace, timeout: number, cause?: unknown, origin: FailureOrigin = NO_ORIGIN) {
    super(
      `${subject(place, origin)} took longer than its time limit of ${timeout} ms on worker ${place.worker}. ` +
        'Give it less to do, or raise timeout.',
      cause === undefined ? {} : { cause },
    );
    this.index = place.index;
    this.worker = place.worker;
    this.attempts = place.attempts;
    this.timeout = timeout;
    this.stack = stackOf(this, origin.submitted);
  }
}

/** A job as a whole took longer than `jobTimeout` of its options allows; `progress` says how far it came. */
export class JobTimeoutError extends Error {
  override readonly name = 'JobTimeoutError';
  readonly code = 'ZFARM_JOB_TIMEOUT';
  /** The limit, in ms. */
  readonly timeout: number;
  /** How far the job had come, in items. */
  readonly progress: JobProgress;

  constructor(timeout: number, progress: JobProgress, submitted?: Error) {
    const { done, failed, running, total } = progress;
    super(
      `The job was not finished within its time limit of ${timeout} ms: ${done} items done, ${failed} failed, ` +
        `${running} under way${total === undefined ? '' : `, of ${total}`}. Raise jobTimeout, or add workers.`,
    );
    this.timeout = timeout;
    this.progress = progress;
    this.stack = stackOf(this, submitted);
  }
}

/** An error by which one item fails its job, or settles. */
export type ItemError = RemoteTaskError | TaskTimeoutError | PoisonTaskError;

/** One death under an item, or a time limit of it that cost its thread; `worker-lost`: its whole process or the connection to it went. */
export interface TaskDeath {
  /** Name of the worker. */
  readonly worker: string;
  /** What ended the thread, or `worker-lost`. */
  readonly how: DeathCause | 'worker-lost';
  /** For `exit`: what the task gave to `process.exit`. */
  readonly exitCode?: number;
  /** The same in words, with what is known of it. */
  readonly message: string;
}

/** Threads or workers kept dying under an item, so it was given up: see `deaths`, and `lossesMax` of the options. */
export class PoisonTaskError extends Error implements FailurePlace {
  override readonly name = 'PoisonTaskError';
  readonly code = 'ZFARM_TASK_POISON';
  /** Position of the item in the data; 0 of a single task. */
  readonly index: number;
  /** Name of the worker that ran it last. */
  readonly worker: string;
  /** How often it was begun. */
  readonly attempts: number;
  /** Each death, in their order. */
  readonly deaths: readonly TaskDeath[];

  constructor(place: FailurePlace, deaths: readonly TaskDeath[], origin: FailureOrigin = NO_ORIGIN) {
    super(
      `${subject(place, origin)} was given up after ${deaths.length} ${deaths.length === 1 ? 'death' : 'deaths'} under it ` +
        `(${accountOf(deaths)}). ` +
        'It may use too much memory or end its process; raise lossesMax if the workers are at fault.',
    );
    this.index = place.index;
    this.worker = place.worker;
    this.attempts = place.attempts;
    this.deaths = deaths;
    this.stack = stackOf(this, origin.submitted);
  }
}

/** The job or task was cancelled by this program; `reason` is what it gave, and also the `cause`. */
export class JobCancelledError extends Error {
  override readonly name = 'JobCancelledError';
  readonly code = 'ZFARM_JOB_CANCELLED';
  /** What was given to `cancel`, or the reason of the signal. */
  readonly reason: unknown;

  constructor(reason?: unknown) {
    if (reason === undefined) super('The job was cancelled.');
    else super(`The job was cancelled: ${describeThrown(reason)}`, { cause: reason });
    this.reason = reason;
  }
}

/** The cluster handle is closed: its unfinished jobs end with this, and it takes no new ones. */
export class ClusterClosedError extends Error {
  override readonly name = 'ClusterClosedError';
  readonly code = 'ZFARM_CLUSTER_CLOSED';

  constructor() {
    super('This cluster handle is closed. Call connect() for a new one.');
  }
}

/** A job is awaited or iterated, once, never both: its results are kept either for the one or for the other. */
export class JobModeError extends Error {
  override readonly name = 'JobModeError';
  readonly code = 'ZFARM_JOB_MODE';

  constructor(taken: 'awaited' | 'iterated') {
    super(
      taken === 'awaited'
        ? 'This job is already awaited, so it keeps its results for the array. Use either await or for await on a job.'
        : 'This job is already iterated, so its results are handed out once. Use either await or one for await on a job.',
    );
  }
}

/** Fewer workers than asked for have come in time. */
export class NoWorkersError extends Error {
  override readonly name = 'NoWorkersError';
  readonly code = 'ZFARM_NO_WORKERS';
  /** How many workers were asked for. */
  readonly wanted: number;
  /** How many were there when the time was over. */
  readonly found: number;

  constructor(wanted: number, found: number, hint: string) {
    super(`${found} of ${wanted} workers are here. ${hint}`);
    this.wanted = wanted;
    this.found = found;
  }
}

/** One item of a job or, where nobody kept the call that submitted it, a single task. */
function subject({ index }: FailurePlace, { submitted, functionName }: FailureOrigin): string {
  if (submitted !== undefined) return `item ${index}`;
  return functionName === '' ? 'the task' : `the task ${functionName}`;
}

/** Who died of what, each cause told once. */
function accountOf(deaths: readonly TaskDeath[]): string {
  const workers = new Map<string, Set<string>>();
  for (const { message, worker } of deaths) {
    workers.set(message, (workers.get(message) ?? new Set()).add(worker));
  }
  return [...workers].map(([message, names]) => `${[...names].join(', ')}: ${message}`).join('; ');
}

/** A stack that tells where the job was submitted: where the message about its failure came in tells nothing. */
function stackOf(error: Error, submitted: Error | undefined): string {
  const frames = submitted?.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return [`${error.name}: ${error.message}`, ...frames].join('\n');
}

function describeThrown(thrown: unknown): string {
  if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`;
  if (typeof thrown === 'string') return thrown;
  return `${typeof thrown === 'object' && thrown !== null ? 'an object' : String(thrown)} was thrown`;
}
