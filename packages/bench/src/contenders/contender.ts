import type { Cluster } from '@zfarm/scheduler';
import type { ContenderInfo } from '../core/bench-report.js';
import type { Size } from '../core/figure.js';
import type { JobInstance, Mapper } from '../jobs/benchmark-job.js';

/** Somebody who does the work: one thread, a pool of threads, a cluster of processes, a program of others. */
export interface Contender extends ContenderInfo {
  /** Resolves with what to install or to start, when it cannot run here. */
  missing(): Promise<string | undefined>;
  /** Begins all that it takes to run a job. */
  start(): Promise<RunningContender>;
}

/** A contender that has been started. */
export interface RunningContender extends Partial<OwnForms> {
  /**
   * Runs a job once, and says how long that took: the time from the input being there to the answer being there. Left out by those
   * that run no JavaScript: they take no part in jobs.
   */
  run?(job: RunnableJob): Promise<JobRun>;
  /** Runs one task by itself. Left out by those that have no such thing: they take no part in benchmarks of single tasks. */
  submit?<Item, Result>(work: (item: Item) => Result, item: Item): Promise<Awaited<Result>>;
  /** Runs a function over many items. Left out by those who only run jobs. */
  readonly map?: Mapper;
  /** The longest bytes that it takes as an item; left out: as long as memory allows. */
  readonly valueBytesMax?: number | undefined;
  /** User and system time so far, of this process and of all others that work for it, in ms. */
  cpuMs(): Promise<number>;
  /** Ends all that was started, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** Benchmarks of single tasks as those do them whose tasks, and whose clock, are not of this process. All in ms. */
export interface OwnForms {
  /** So many tasks that do nothing, all in flight. */
  readonly flood: (tasks: number) => Promise<number>;
  /** So many tasks that do nothing, one after the other: how long each took. */
  readonly latencies: (calls: number) => Promise<readonly number[]>;
  /** So many bytes to a task and back, so many times. */
  readonly echo: (bytes: number, calls: number) => Promise<number>;
}

/** What a job has given, and how long it took. */
export interface JobRun {
  /** What the job checks. */
  readonly answer: unknown;
  /** From the input being there to the answer being there, in ms. */
  readonly ms: number;
}

/** A job with its input; by name and size another thread can make the same input by itself. */
export interface RunnableJob {
  /** Of the benchmark. */
  readonly name: string;
  /** Of the input. */
  readonly size: Size;
  /** The job with its input. */
  readonly instance: JobInstance;
}

/** Runs a job by this mapper, or by the operators of a cluster where the job has a form for these. */
export async function runBy(
  { map, cluster }: { readonly map: Mapper; readonly cluster?: Cluster },
  { instance }: RunnableJob,
): Promise<JobRun> {
  const begun = performance.now();
  const answer =
    cluster !== undefined && instance.onCluster !== undefined
      ? await instance.onCluster(cluster)
      : await instance.parallel(map);
  return { answer, ms: performance.now() - begun };
}

/** User and system time of this process and its threads so far, in ms. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
