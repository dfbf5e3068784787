import type { Cluster } from '@zfarm/scheduler';
import type { Size } from '../core/figure.js';

/** What a job does with one item. It has a name, by which contenders find it that run no function they are sent. */
export type WorkFunction = (item: never) => unknown;

/** Runs a function over items, as `Array.prototype.map` would: one after the other, in threads, on a cluster. */
export type Mapper = <Item, Result>(
  work: (item: Item) => Result,
  items: readonly Item[],
) => Promise<readonly Awaited<Result>[]>;

/** A computation with an answer that is known from outside. */
export interface BenchmarkJob {
  /** By which `--only` names it. */
  readonly name: string;
  /** In a few words, for people. */
  readonly title: string;
  /** Who says what the answer is. */
  readonly source: string;
  /** Every function that `parallel` gives to its mapper. */
  readonly work: readonly WorkFunction[];
  /** What each size is, in a few words. */
  readonly sizes: Readonly<Record<Size, string>>;
  /** Resolves with what to install, when something is missing. */
  missing?(): Promise<string | undefined>;
  /** Makes the input, which is not a part of what is timed. */
  prepare(size: Size): JobInstance | Promise<JobInstance>;
}

/** A job of one size, with its input. */
export interface JobInstance<Answer = unknown> {
  /** Items handed out in one run, over all its rounds. */
  readonly tasks: number;
  /** The plain way, where it is another one than item after item. */
  serial?(): Answer | Promise<Answer>;
  /** The job by way of a mapper, whoever that is of. */
  parallel(map: Mapper): Promise<Answer>;
  /** With the operators of a cluster, where there is one made for it. */
  onCluster?(cluster: Cluster): Promise<Answer>;
  /** What is wrong with the answer; undefined for a right one. */
  check(answer: Answer): string | undefined;
}

/** Item after item, here. */
export const mapSerially: Mapper = async (work, items) => {
  const results = [];
  for (const item of items) results.push(await work(item));
  return results;
};

/** One after the other in this thread, the plain way where there is one. */
export async function runSerially(instance: JobInstance): Promise<unknown> {
  return instance.serial === undefined ? instance.parallel(mapSerially) : instance.serial();
}

/** Ranges of about the same length that cover the numbers below `count`. */
export function rangesOf(count: number, parts: number): { readonly from: number; readonly to: number }[] {
  const used = Math.min(count, parts);
  return Array.from({ length: used }, (_, i) => ({
    from: Math.floor((count * i) / used),
    to: Math.floor((count * (i + 1)) / used),
  }));
}

/** Compares with the answer that others have published. */
export function expectExactly(answer: unknown, expected: unknown): string | undefined {
  const [given, wanted] = [JSON.stringify(answer), JSON.stringify(expected)];
  return given === wanted ? undefined : `${given} instead of ${wanted}`;
}

/** Compares numbers that rounding may have moved: `within` is relative. */
export function expectNear(answer: number, expected: number, within: number): string | undefined {
  const off = Math.abs(answer - expected) / Math.abs(expected);
  return off <= within ? undefined : `${answer} instead of ${expected}`;
}
