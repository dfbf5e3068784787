import type { BenchEnvironment } from './bench-environment.js';
import type { RunningContender } from './contenders/contender.js';
import type { BenchmarkInfo } from './core/bench-report.js';
import type { Reading, Size } from './core/figure.js';

/** Something that is measured. */
export interface Benchmark extends BenchmarkInfo {
  /** Resolves with what to install or do, when it cannot run here. */
  missing?(): Promise<string | undefined>;
}

/** A benchmark that every contender takes, in turns. */
export interface Contest extends Benchmark {
  prepare(size: Size): Promise<ContestRound>;
}

export interface ContestRound {
  /** What one round is made of, in a few words. */
  readonly what: string;
  readonly tasks: number;
  /** Undefined from a contender that has no such thing. */
  run(contender: RunningContender): Promise<readonly Reading[] | undefined>;
}

/** A benchmark of zfarm alone, which starts by itself what it needs. */
export interface Probe extends Benchmark {
  /** How often it is done at most: some take long and vary little. */
  readonly roundsMax?: number;
  round(environment: BenchEnvironment, size: Size): Promise<readonly Reading[]>;
}
