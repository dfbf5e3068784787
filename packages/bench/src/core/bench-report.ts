import type { Figure, Size } from './figure.js';

/** Goes up when a field changes its meaning; a reader takes no other. */
export const REPORT_SCHEMA = 1;

/** What a run has shown, as it is written to JSON. docs/benchmarks.md describes each field. */
export interface BenchReport {
  /** Which form of a report this is. */
  readonly schema: typeof REPORT_SCHEMA;
  /** ISO 8601, with the time zone Z. */
  readonly startedAt: string;
  /** Likewise. */
  readonly endedAt: string;
  /** False when it was interrupted: then the figures are those measured until then. */
  readonly complete: boolean;
  /** Of the repository that the suite stands in; left out where it stands in none. */
  readonly commit?: string;
  /** Of Node.js (`node`), V8 (`v8`) and zfarm (`zfarm`). */
  readonly versions: Readonly<Record<string, string>>;
  /** Where it was run. */
  readonly machine: Machine;
  /** What it was told. */
  readonly settings: Settings;
  /** Who took part. */
  readonly contenders: readonly ContenderInfo[];
  /** What was measured. */
  readonly benchmarks: readonly BenchmarkInfo[];
  /** What has come out. */
  readonly figures: readonly Figure[];
  /** What was left out, and why: what to install, as a rule. */
  readonly skipped: readonly Omission[];
  /** What went wrong: a wrong answer, an error. */
  readonly failures: readonly Failure[];
}

/** The machine of a run. */
export interface Machine {
  /** Operating system and architecture, as in `linux-x64`. */
  readonly platform: string;
  /** Model of the processor. */
  readonly cpu: string;
  /** Processors that the system counts. */
  readonly cores: number;
  /** All of it, in bytes. */
  readonly memoryBytes: number;
  /** Of the last minute, when the run began. Missing on Windows. */
  readonly loadAverage?: number;
}

/** How the suite was run. */
export interface Settings {
  /** Size of the jobs. */
  readonly size: Size;
  /** Rounds of each benchmark at most. */
  readonly rounds: number;
  /** Who worked in the contender `cluster`, in a few words. */
  readonly workers: string;
}

/** Somebody who takes part. */
export interface ContenderInfo {
  /** By which `--peers` names it. */
  readonly name: string;
  /** In a few words, for people. */
  readonly title: string;
  /** One thread; threads or processes of this machine alone; a cluster. */
  readonly kind: 'serial' | 'local' | 'cluster';
}

/** A benchmark of the suite. */
export interface BenchmarkInfo {
  /** By which `--only` names it. */
  readonly name: string;
  /** In a few words, for people. */
  readonly title: string;
  /** A whole job with a known answer, or what a single thing costs. */
  readonly group: 'job' | 'overhead';
  /** Of a job: where its answer comes from. */
  readonly source?: string;
}

/** Something that was left out. */
export interface Omission {
  /** Of a benchmark or a contender. */
  readonly name: string;
  /** Why, and what to install or do. */
  readonly reason: string;
}

/** A wrong answer, or an error. */
export interface Failure {
  /** Name of the benchmark. */
  readonly benchmark: string;
  /** Name of who did the work. */
  readonly contender: string;
  /** What went wrong. */
  readonly message: string;
}

/** @throws BenchReportError for a text that is no report of this schema */
export function parseReport(text: string): BenchReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BenchReportError('This is not JSON: give a file that zfarm bench has written.', {
      cause: error,
    });
  }
  const { schema, figures } = (value ?? {}) as { readonly schema?: unknown; readonly figures?: unknown };
  if (schema !== REPORT_SCHEMA || !Array.isArray(figures)) {
    throw new BenchReportError(
      `This is no report of schema ${REPORT_SCHEMA}: write it anew with this version.`,
    );
  }
  return value as BenchReport;
}

/** A file that was to be compared with is none that can be read. */
export class BenchReportError extends Error {
  override readonly name = 'BenchReportError';
}
