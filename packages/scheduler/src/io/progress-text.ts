import type { JobProgress, JobStats } from './job-progress.js';

/** What a line of progress is made of. */
export interface ProgressFacts {
  /** Of the function; may be empty. */
  readonly name: string;
  /** How far the job has come. */
  readonly progress: JobProgress;
  /** How long it has taken, and what was tried again. */
  readonly stats: Pick<JobStats, 'elapsedMs' | 'queuedMs' | 'retries'>;
  /** Where it runs, as in `3 workers`. */
  readonly where: string;
}

const BAR_CELLS = 20;

/** How far a job is, in one line: what has been done, how fast, how long still, what went wrong. */
export function progressText({ name, progress, stats, where }: ProgressFacts): string {
  const { done, failed, partial, total } = progress;
  const perMs = (done + failed + partial) / Math.max(1, stats.elapsedMs - stats.queuedMs);
  const left = total === undefined ? undefined : total - done - failed - partial;
  return [
    name,
    total === undefined
      ? `${countText(done)} done`
      : `${barOf(progress, total)} ${countText(done)} of ${countText(total)}`,
    `${rateText(1000 * perMs)}/s`,
    left === undefined || left <= 0 || perMs === 0 ? '' : `${duration(left / perMs)} left`,
    stats.retries === 0 ? '' : `${countText(stats.retries)} retried`,
    failed === 0 ? '' : `${countText(failed)} failed`,
    where,
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function barOf({ done, failed, partial }: JobProgress, total: number): string {
  const part = total === 0 ? 1 : (done + failed + partial) / total;
  const full = '='.repeat(Math.floor(part * BAR_CELLS)).padEnd(BAR_CELLS);
  // Rounded down: 100 % is for what has ended.
  return `[${full}] ${String(Math.floor(100 * part)).padStart(3)} %`;
}

/** A whole number, as in 1,200. */
export function countText(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Below ten a decimal matters: one item in two seconds is not none. */
export function rateText(perSecond: number): string {
  return perSecond > 0 && perSecond < 9.95 ? perSecond.toFixed(1) : countText(perSecond);
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
