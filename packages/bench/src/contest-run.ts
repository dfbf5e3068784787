import type { Contest, ContestRound } from './benchmark.js';
import type { Contender, RunningContender } from './contenders/contender.js';
import type { Failure } from './core/bench-report.js';
import { figuresOf, type Reading } from './core/figure.js';
import { goesOn, type Measured, type Rounds, type Watcher } from './measuring.js';
import { orAborted } from './or-aborted.js';

export interface Started {
  readonly contender: Contender;
  readonly running: RunningContender;
}

/** One benchmark by all contenders, in turns: a machine that is busy for a while, or gets hot, harms all alike. */
export class ContestRun {
  readonly #contest: Contest;
  readonly #rounds: Rounds;
  readonly #watcher: Watcher;
  readonly #readings: Map<Started, (readonly Reading[])[]> = new Map();
  readonly #failures: Failure[] = [];
  #present: readonly Started[];

  constructor(contest: Contest, started: readonly Started[], rounds: Rounds, watcher: Watcher) {
    this.#contest = contest;
    this.#present = started;
    this.#rounds = rounds;
    this.#watcher = watcher;
  }

  /** What has been measured until then, when somebody wants an end. */
  async run(): Promise<Measured> {
    const { size, rounds } = this.#rounds;
    const prepared = await this.#contest.prepare(size);
    // At its own size, so that what is to be compiled has been; but nobody waits for that for minutes.
    const warming = size === 'L' ? await this.#contest.prepare('M') : prepared;
    for (const one of this.#present) await this.#turn(one, warming, 'warms up');
    const begun = performance.now();
    for (let round = 0; goesOn(this.#rounds, round, performance.now() - begun); round += 1) {
      const present = this.#present;
      if (present.length === 0 || this.#watcher.signal.aborted) break;
      // Each begins as often as any other.
      for (let at = 0; at < present.length; at += 1) {
        const one = present[(at + round) % present.length];
        if (one === undefined) continue;
        const readings = await this.#turn(one, prepared, `round ${round + 1} of up to ${rounds}`);
        if (readings !== undefined) this.#readings.set(one, [...(this.#readings.get(one) ?? []), readings]);
      }
    }
    const benchmark = this.#contest.name;
    const figures = [...this.#readings].flatMap(([{ contender }, read]) =>
      figuresOf({ benchmark, contender: contender.name, size }, read),
    );
    return { what: prepared.what, figures, failures: this.#failures };
  }

  /** Undefined from whom nothing more is to be expected. */
  async #turn(one: Started, what: ContestRound, doing: string): Promise<readonly Reading[] | undefined> {
    const { signal } = this.#watcher;
    if (signal.aborted) return undefined;
    const { name } = one.contender;
    this.#watcher.progress(`${this.#contest.name}: ${name} ${doing}`);
    try {
      const before = await orAborted(one.running.cpuMs(), signal);
      const readings = await orAborted(what.run(one.running), signal);
      const cpu = (await orAborted(one.running.cpuMs(), signal)) - before;
      if (readings !== undefined) return [...readings, ...cpuReadings(cpu, what.tasks)];
    } catch (error) {
      if (signal.aborted) return undefined;
      const message = error instanceof Error ? error.message : String(error);
      this.#failures.push({ benchmark: this.#contest.name, contender: name, message });
    }
    this.#present = this.#present.filter((other) => other !== one);
    return undefined;
  }
}

/** Of all processes that took part. */
function cpuReadings(ms: number, tasks: number): Reading[] {
  return [
    { metric: 'cpu', value: ms, unit: 'ms', better: 'lower' },
    { metric: 'cpu per task', value: (1000 * ms) / tasks, unit: 'µs', better: 'lower' },
  ];
}
