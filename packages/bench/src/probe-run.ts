import type { BenchEnvironment } from './bench-environment.js';
import type { Probe } from './benchmark.js';
import type { Failure } from './core/bench-report.js';
import { figuresOf, type Reading } from './core/figure.js';
import { goesOn, type Measured, type Rounds, type Watcher } from './measuring.js';
import { orAborted } from './or-aborted.js';

/** Figures of zfarm alone have its name. */
const CONTENDER = 'zfarm';

/** One probe, several times. */
export async function runProbe(
  probe: Probe,
  environment: BenchEnvironment,
  rounds: Rounds,
  { signal, progress }: Watcher,
): Promise<Measured> {
  const most = Math.min(rounds.rounds, probe.roundsMax ?? rounds.rounds);
  const bounds = { ...rounds, rounds: most, roundsMin: Math.min(rounds.roundsMin, most) };
  const readings: (readonly Reading[])[] = [];
  const failures: Failure[] = [];
  const begun = performance.now();
  for (let round = 0; goesOn(bounds, round, performance.now() - begun); round += 1) {
    progress(`${probe.name}: round ${round + 1} of up to ${most}`);
    try {
      readings.push(await orAborted(probe.round(environment, rounds.size), signal));
    } catch (error) {
      if (signal.aborted) break;
      const message = error instanceof Error ? error.message : String(error);
      failures.push({ benchmark: probe.name, contender: CONTENDER, message });
      break;
    }
  }
  const figures = figuresOf({ benchmark: probe.name, contender: CONTENDER, size: rounds.size }, readings);
  return { what: '', figures, failures };
}
