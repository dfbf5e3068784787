/**
 * The benchmark suite behind `zfarm bench`: jobs whose answers are known.
 *
 * @module @zfarm/bench
 */
export { type BenchOptions, bench, UnknownNameError } from './bench.js';
export type { BenchEnvironment, MeetingPlace } from './bench-environment.js';
export type { BenchListener } from './bench-run.js';
export type { Benchmark } from './benchmark.js';
export {
  type Contender,
  type JobRun,
  type OwnForms,
  type RunnableJob,
  type RunningContender,
  runBy,
} from './contenders/contender.js';
export {
  type BenchmarkInfo,
  type BenchReport,
  BenchReportError,
  type ContenderInfo,
  type Failure,
  type Machine,
  type Omission,
  parseReport,
  type Settings,
} from './core/bench-report.js';
export { type Change, type ComparedFigure, compareFigures } from './core/comparison.js';
export type { Figure, Reading, Size } from './core/figure.js';
export type { Spread } from './core/statistics.js';
export { comparisonLines, summaryLines } from './core/summary.js';
export type { BenchmarkJob, JobInstance, Mapper, WorkFunction } from './jobs/benchmark-job.js';
export type { Measured, Watcher } from './measuring.js';
export { reportPage } from './report/report-page.js';
