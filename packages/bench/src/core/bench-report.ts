import type { Figure, Size } from './figure.js';

/** Goes up when a field changes its meaning; a reader takes no other. */
export const REPORT_SCHEMA = 1;

/** What a run has shown, as it is written to JSON. docs/benchmarks.md describes each field. */
export interface BenchReport {
  readonly schema: typeof REPORT_SCHEMA;
  /** ISO 8601, with the time zone Z. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** False when it was interrupted: then the figures are those measured until then. */
  readonly complete: boolean;
  /** Of the repository that the suite stands in; left out where it stands in none. */
  readonly commit?: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: Machine;
  readonly settings: Settings;
  readonly contenders: readonly ContenderInfo[];
  readonly benchmarks: readonly BenchmarkInfo[];
  readonly figures: readonly Figure[];
  /** What was left out, and why: what to install, as a rule. */
  readonly skipped: readonly Omission[];
  /** What went wrong: a wrong answer, an error. */
  readonly failures: readonly Failure[];
}

export interface Machine {
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Of the last minute, when the run began. Missing on Windows. */
  readonly loadAverage?: number;
}

export interface Settings {
  readonly size: Size;
  readonly rounds: number;
  readonly workers: string;
}

export interface ContenderInfo {
  readonly name: string;
  readonly title: string;
  readonly kind: 'serial' | 'local' | 'cluster';
}

export interface BenchmarkInfo {
  readonly name: string;
  readonly title: string;
  readonly group: 'job' | 'overhead';
  /** Of a job: where its answer comes from. */
  readonly source?: string;
}

export interface Omission {
  readonly name: string;
  readonly reason: string;
}

export interface Failure {
  readonly benchmark: string;
  readonly contender: string;
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
