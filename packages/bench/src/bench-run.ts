import type { BenchEnvironment } from './bench-environment.js';
import type { Benchmark, Contest, Probe } from './benchmark.js';
import type { Contender } from './contenders/contender.js';
import { ContestRun, type Started } from './contest-run.js';
import {
  type BenchReport,
  type ContenderInfo,
  type Failure,
  type Omission,
  REPORT_SCHEMA,
} from './core/bench-report.js';
import type { Figure } from './core/figure.js';
import { describeMachine } from './io/machine.js';
import type { Measured, Rounds, Watcher } from './measuring.js';
import { runProbe } from './probe-run.js';

export interface BenchPlan {
  readonly contests: readonly Contest[];
  readonly probes: readonly Probe[];
  readonly contenders: readonly Contender[];
  readonly rounds: Rounds;
  /** Who works in the contender `cluster`, in a few words. */
  readonly workers: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly commit?: string;
}

/** Hears of each thing as it is done. */
export interface BenchListener extends Watcher {
  /** All contenders that can are there now. */
  started(contenders: readonly ContenderInfo[]): void;
  /** A benchmark has been measured for one contender or, where it has none, at all. */
  measured(benchmark: Benchmark, measured: Measured): void;
  /** Something is left out, and why. */
  skipped(omission: Omission): void;
}

/** Runs all that is planned, one after the other, and ends whatever it has started. After an abort the report is in part. */
export class BenchRun {
  readonly #plan: BenchPlan;
  readonly #environment: BenchEnvironment;
  readonly #listener: BenchListener;
  readonly #done: { readonly benchmark: Benchmark; readonly measured: Measured }[] = [];
  readonly #skipped: Omission[] = [];
  readonly #startedAt: string = new Date().toISOString();
  #measuringSince: number = 0;

  constructor(plan: BenchPlan, environment: BenchEnvironment, listener: BenchListener) {
    this.#plan = plan;
    this.#environment = environment;
    this.#listener = listener;
  }

  async run(): Promise<BenchReport> {
    const { contests, probes } = this.#plan;
    const started: Started[] = [];
    try {
      if (contests.length > 0) await this.#start(started);
      this.#listener.started(started.map(({ contender }) => contender));
      this.#measuringSince = performance.now();
      const watcher = { signal: this.#listener.signal, progress: (text: string) => this.#tell(text) };
      for (const contest of contests) {
        const run = (): Promise<Measured> =>
          new ContestRun(contest, started, this.#plan.rounds, watcher).run();
        await this.#measure(contest, run);
      }
      for (const probe of probes) {
        await this.#measure(probe, () => runProbe(probe, this.#environment, this.#plan.rounds, watcher));
      }
    } finally {
      await Promise.all(started.map(({ running }) => running.stop()));
    }
    return this.#report();
  }

  async #start(started: Started[]): Promise<void> {
    for (const contender of this.#plan.contenders) {
      if (this.#listener.signal.aborted) return;
      this.#listener.progress(`${contender.name} starts`);
      const missing = await contender.missing();
      if (missing !== undefined) this.#skip({ name: contender.name, reason: missing });
      else started.push({ contender, running: await contender.start() });
    }
  }

  async #measure(benchmark: Benchmark, run: () => Promise<Measured>): Promise<void> {
    const { signal } = this.#listener;
    if (signal.aborted) return;
    const missing = await benchmark.missing?.();
    if (missing !== undefined) return this.#skip({ name: benchmark.name, reason: missing });
    const measured = await run();
    this.#done.push({ benchmark, measured });
    this.#listener.measured(benchmark, measured);
  }

  #skip(omission: Omission): void {
    this.#skipped.push(omission);
    this.#listener.skipped(omission);
  }

  /** What is still to come is taken to last as long as what has been. */
  #tell(text: string): void {
    const { contests, probes } = this.#plan;
    const all = contests.length + probes.length;
    const over = this.#done.length + this.#skipped.length;
    const each = (performance.now() - this.#measuringSince) / Math.max(1, this.#done.length);
    const left = this.#done.length < 2 ? '' : `, about ${durationText((all - over) * each)} left`;
    this.#listener.progress(`[${Math.min(all, over + 1)}/${all}] ${text}${left}`);
  }

  #report(): BenchReport {
    const { contenders, rounds, workers, versions, commit } = this.#plan;
    const measured = this.#done.map((done) => done.measured);
    return {
      schema: REPORT_SCHEMA,
      startedAt: this.#startedAt,
      endedAt: new Date().toISOString(),
      complete: !this.#listener.signal.aborted,
      ...(commit === undefined ? {} : { commit }),
      versions,
      machine: describeMachine(),
      settings: { size: rounds.size, rounds: rounds.rounds, workers },
      contenders: contenders.map(({ name, title, kind }) => ({ name, title, kind })),
      benchmarks: this.#done.map(({ benchmark: { name, title, group, source } }) => ({
        ...{ name, title, group },
        ...(source === undefined ? {} : { source }),
      })),
      figures: measured.flatMap(({ figures }): readonly Figure[] => figures),
      skipped: this.#skipped,
      failures: measured.flatMap(({ failures }): readonly Failure[] => failures),
    };
  }
}

function durationText(ms: number): string {
  return ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
