import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchEnvironment } from './bench-environment.js';
import { type BenchListener, BenchRun } from './bench-run.js';
import { foundCluster, localCluster, localPool } from './contenders/cluster.js';
import type { Contender } from './contenders/contender.js';
import { serial } from './contenders/serial.js';
import { threads } from './contenders/threads.js';
import type { BenchReport } from './core/bench-report.js';
import type { Size } from './core/figure.js';
import { commitOf } from './io/machine.js';
import type { Rounds } from './measuring.js';
import { CONTESTS, PROBES } from './suite.js';

/** What of the suite is run, how long, and who takes part. */
export interface BenchOptions {
  /** Default M: about a second for each job in one thread. */
  readonly size?: Size;
  /** Few rounds and little time for each benchmark. */
  readonly quick?: boolean;
  /** Rounds of each benchmark at most. Default 7; 2 when it is to be quick. */
  readonly rounds?: number;
  /** Names of benchmarks; default: all. */
  readonly only?: readonly string[];
  /** Others that take part. */
  readonly contenders?: readonly Contender[];
  /** Names of those among `contenders` that are wanted; default: all. */
  readonly peers?: readonly string[];
  /** Worker processes that are started where none were found. Default 2. */
  readonly workers?: number;
}

/** Threads of whoever works in one process: as many as there are worker processes, so that all have the same. */
const WORKERS = 2;

/** How long to look for workers of the user. */
const LOOK_MS = 800;

/**
 * Runs the suite. Workers that are found on the network do the work of the contender `cluster`; without any, processes are
 * started on this machine.
 *
 * @throws UnknownNameError for a benchmark or a contender that there is not
 */
export async function bench(
  options: BenchOptions,
  environment: BenchEnvironment,
  listener: BenchListener,
): Promise<BenchReport> {
  const { contenders: others = [], peers, only, workers = WORKERS } = options;
  const found = await lookForWorkers(environment);
  const count = found.workers > 0 ? found.slots : workers;
  const own = [
    serial,
    threads(count),
    localPool(environment, count),
    found.workers > 0
      ? foundCluster(environment, found.workers, found.slots)
      : localCluster(environment, workers),
  ];
  const contenders = [...own, ...chosen(others, peers, 'contender')];
  const all = chosen([...CONTESTS, ...PROBES], only, 'benchmark');
  const commit = commitOf(fileURLToPath(new URL('.', import.meta.url)));
  const plan = {
    contests: CONTESTS.filter((contest) => all.includes(contest)),
    probes: PROBES.filter((probe) => all.includes(probe)),
    contenders,
    rounds: roundsOf(options),
    workers: own[3]?.title ?? '',
    versions: { node: process.versions.node, v8: process.versions.v8, zfarm: version() },
    ...(commit === undefined ? {} : { commit }),
  };
  return await new BenchRun(plan, environment, listener).run();
}

function roundsOf({ size = 'M', quick = false, rounds = quick ? 2 : 7 }: BenchOptions): Rounds {
  return quick
    ? { size, rounds, roundsMin: 1, budgetMs: 2000 }
    : { size, rounds, roundsMin: Math.min(rounds, 3), budgetMs: 30_000 };
}

interface Found {
  readonly workers: number;
  readonly slots: number;
}

async function lookForWorkers({ connect, found }: BenchEnvironment): Promise<Found> {
  const cluster = await connect({ ...found, local: 'never' });
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  const workers = cluster.workers();
  await cluster.close();
  return {
    workers: workers.length,
    slots: workers.reduce((sum, { capacity }) => sum + capacity.slots, 0),
  };
}

/** Those that were asked for, by their names. */
function chosen<T extends { readonly name: string }>(
  all: readonly T[],
  names: readonly string[] | undefined,
  what: string,
): readonly T[] {
  if (names === undefined) return all;
  const unknown = names.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined) {
    const known = all.map(({ name }) => name).join(', ') || 'none';
    throw new UnknownNameError(`There is no ${what} "${unknown}"; there are: ${known}`);
  }
  return all.filter(({ name }) => names.includes(name));
}

/** A benchmark or a contender was asked for that there is not. */
export class UnknownNameError extends Error {
  override readonly name = 'UnknownNameError';
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
