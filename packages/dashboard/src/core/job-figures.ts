import type { FeedJob } from './feed.js';

/** A job as a bar: parts of the whole, and what is to be expected. */
export interface JobFigures {
  /** 0 to 1; undefined while more items may come. */
  readonly done: number | undefined;
  readonly failed: number;
  readonly running: number;
  readonly itemsPerSecond: number;
  readonly elapsedMs: number;
  /** Until it ends, if it goes on like this; undefined: nobody knows. */
  readonly leftMs: number | undefined;
}

export function jobFigures(job: FeedJob, now: number): JobFigures {
  const { done, failed, running, total, startedAt, at, outcome } = job;
  const elapsedMs = Math.max(0, (outcome === undefined ? now : at) - startedAt);
  const settled = done + failed;
  const itemsPerSecond = elapsedMs > 0 ? (settled / elapsedMs) * 1000 : 0;
  const share = (items: number): number => (total === undefined || total === 0 ? 0 : items / total);
  const left = outcome === undefined && total !== undefined && itemsPerSecond > 0;
  return {
    done: total === undefined ? undefined : total === 0 ? 1 : share(done),
    failed: share(failed),
    running: share(running),
    itemsPerSecond,
    elapsedMs,
    leftMs: left ? ((total - settled) / itemsPerSecond) * 1000 : undefined,
  };
}

/** Those that go on first, the newest first; then those that have ended, the last first. */
export function jobOrder(one: FeedJob, other: FeedJob): number {
  const ended = Number(one.outcome !== undefined) - Number(other.outcome !== undefined);
  if (ended !== 0) return ended;
  return one.outcome === undefined ? other.startedAt - one.startedAt : other.at - one.at;
}
