import type { Failure } from './core/bench-report.js';
import type { Figure, Size } from './core/figure.js';

/** How long and how often something is measured. */
export interface Rounds {
  readonly size: Size;
  readonly rounds: number;
  /** There are as many at least, however long they take. */
  readonly roundsMin: number;
  /** No further one begins after this time. */
  readonly budgetMs: number;
}

/** Who wants to know what runs, and may want an end. */
export interface Watcher {
  /** Aborts: what runs comes to its end, and nothing more begins. */
  readonly signal: AbortSignal;
  /** What is being done now, in a few words. */
  progress(text: string): void;
}

/** What has come out. */
export interface Measured {
  /** What one round was made of, in a few words. */
  readonly what: string;
  /** What was read, of all rounds. */
  readonly figures: readonly Figure[];
  /** What went wrong meanwhile. */
  readonly failures: readonly Failure[];
}

/** Whether there is to be another round. */
export function goesOn({ rounds, roundsMin, budgetMs }: Rounds, done: number, ms: number): boolean {
  return done < roundsMin || (done < rounds && ms < budgetMs);
}
