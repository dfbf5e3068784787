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
      ? `${count(done)} done`
      : `${barOf(progress, total)} ${count(done)} of ${count(total)}`,
    `${count(1000 * perMs)}/s`,
    left === undefined || left <= 0 || perMs === 0 ? '' : `${duration(left / perMs)} left`,
    stats.retries === 0 ? '' : `${count(stats.retries)} retried`,
    failed === 0 ? '' : `${count(failed)} failed`,
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

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
