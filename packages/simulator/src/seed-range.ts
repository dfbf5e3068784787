import { simulate } from './simulate.js';

/** Seeds from `from` on. */
export interface SeedRange {
  readonly from: number;
  readonly count: number;
}

export interface FailedSeed {
  readonly seed: number;
  readonly checker: string;
  readonly message: string;
}

export interface RangeResult {
  readonly seeds: number;
  readonly virtualMs: number;
  readonly failed: readonly FailedSeed[];
}

export function runRange({ from, count }: SeedRange): RangeResult {
  const failed: FailedSeed[] = [];
  let virtualMs = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const verdict = simulate(seed);
    virtualMs += verdict.virtualMs;
    const { violation } = verdict;
    if (violation !== undefined)
      failed.push({ seed, checker: violation.checker, message: violation.message });
  }
  return { seeds: count, virtualMs, failed };
}
