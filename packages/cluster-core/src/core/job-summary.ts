import { Packr } from 'msgpackr';
import { JOB_NAME_CHARS_MAX, JOBS_BYTES_MAX, JOBS_TOLD_MAX } from './limits.js';

/** How far a job of a client is, in items. */
export interface JobSummary {
  /** Its number at that client. */
  readonly job: number;
  /** Name of its function, or empty. */
  readonly name: string;
  /** Settled with a result. */
  readonly done: number;
  /** Settled with an error, or left out because of one. */
  readonly failed: number;
  /** Assigned to a worker, and not reported. */
  readonly running: number;
  /** Absent while more items may come. */
  readonly total?: number;
  /** Since it was taken up, when this was told. */
  readonly elapsedMs: number;
  /** Absent while it goes on; told once. */
  readonly outcome?: 'completed' | 'failed' | 'cancelled';
  /** How often an item was tried again after it had failed; absent: the client does not tell. */
  readonly retries?: number;
}

/** The jobs of a client: those that have just ended, then the newest that go on; shouted while an observer is there. */
export interface JobReport {
  /** At most 32. */
  readonly jobs: readonly JobSummary[];
  /** How many more go on. */
  readonly more: number;
}

const packr = new Packr({ useRecords: false });
const JOBS_VERSION = 1;
const JOBS_MARK = 'jobs';
const OUTCOMES = [undefined, 'completed', 'failed', 'cancelled'] as const;

/**
 * The content of a job shout: msgpack `[version, 'jobs', more, [[job, name, done, failed, running, total, elapsedMs,
 * outcome, retries] ...]]`; total -1: not known; outcome 0: goes on, 1: completed, 2: failed, 3: cancelled; retries may be absent.
 */
export function encodeJobs({ jobs, more }: JobReport): Uint8Array {
  const told = jobs.slice(0, JOBS_TOLD_MAX);
  const rows = told.map(({ job, name, done, failed, running, total, elapsedMs, outcome, retries }) => [
    job,
    name.slice(0, JOB_NAME_CHARS_MAX),
    done,
    failed,
    running,
    total ?? -1,
    Math.round(elapsedMs),
    OUTCOMES.indexOf(outcome),
    ...(retries === undefined ? [] : [retries]),
  ]);
  return packr.pack([JOBS_VERSION, JOBS_MARK, more + jobs.length - told.length, rows]);
}

/** Reads a job shout; `undefined` for anything else. Further fields are ignored. */
export function decodeJobs(bytes: Uint8Array): JobReport | undefined {
  if (bytes.length > JOBS_BYTES_MAX) return undefined;
  let fields: unknown;
  try {
    fields = packr.unpack(bytes);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields)) return undefined;
  const [version, mark, more, rows] = fields as unknown[];
  if (version !== JOBS_VERSION || mark !== JOBS_MARK || !isCount(more) || !Array.isArray(rows))
    return undefined;
  if (rows.length > JOBS_TOLD_MAX) return undefined;
  const jobs = rows.map(summaryOf);
  return jobs.every((job) => job !== undefined) ? { jobs, more } : undefined;
}

function summaryOf(row: unknown): JobSummary | undefined {
  if (!Array.isArray(row)) return undefined;
  const [job, name, done, failed, running, total, elapsedMs, ended, retries] = row as unknown[];
  if (typeof name !== 'string' || name.length > JOB_NAME_CHARS_MAX) return undefined;
  if (!isCount(job) || !isCount(done) || !isCount(failed) || !isCount(running)) return undefined;
  if (!isCount(elapsedMs) || !isCount(ended) || ended >= OUTCOMES.length) return undefined;
  const outcome = OUTCOMES[ended];
  return {
    job,
    name,
    done,
    failed,
    running,
    ...(isCount(total) && { total }),
    elapsedMs,
    ...(outcome !== undefined && { outcome }),
    ...(isCount(retries) && { retries }),
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
