import { SchedulerCore } from '@zfarm/scheduler/core';
import { WorkerCore } from '@zfarm/worker/core';
import { CapacityChecker } from './checkers/capacity.js';
import { ExecutionChecker } from './checkers/execution.js';
import { FailureChecker } from './checkers/failure.js';
import { checkLeftovers, checkSettled, settleWithinMs } from './checkers/liveness.js';
import { SettlementChecker } from './checkers/settlement.js';
import { Cluster } from './cluster.js';
import type { JobPlan } from './job-plan.js';
import { Network } from './network.js';
import { type Checker, show } from './observation.js';
import { Prng } from './prng.js';
import { drawSetting, type Setting } from './setting.js';
import { Trace } from './trace.js';
import { Violation } from './violation.js';
import { VirtualClock } from './virtual-clock.js';
import type { CoreFactory, World } from './world.js';

/** Events after which a run counts as one that never comes to rest. */
const STEPS_MAX = 500_000;

export interface SimulationOptions {
  /** Keeps every line of the trace, not its hash alone. */
  readonly keepTrace?: boolean;
  /** Cores with a planted bug, to see whether it is found. */
  readonly cores?: CoreFactory;
}

/** What came of one seed. */
export interface Verdict {
  readonly seed: number;
  /** Absent: all is well. */
  readonly violation?: Violation;
  /** Equal hashes: the same run, step by step. */
  readonly traceHash: string;
  readonly traceLines: number;
  readonly trace: readonly string[];
  readonly story: readonly string[];
  readonly virtualMs: number;
  readonly steps: number;
}

const REAL_CORES: CoreFactory = {
  scheduler: (options) => new SchedulerCore(options),
  worker: (options) => new WorkerCore(options),
};

/** Runs a whole cluster as the seed has it, until nothing is left to happen, and judges it. */
export function simulate(seed: number, options: SimulationOptions = {}): Verdict {
  const prng = new Prng(seed);
  const setting = drawSetting(prng.fork());
  const clock = new VirtualClock();
  const trace = new Trace(() => clock.now, options.keepTrace ?? false);
  const settlement = new SettlementChecker();
  const checkers: readonly Checker[] = [
    settlement,
    new FailureChecker(),
    new ExecutionChecker(),
    new CapacityChecker(),
  ];
  const plans = new Map<string, JobPlan>();
  for (const { jobs } of setting.clients)
    for (const plan of jobs) plans.set(`${plan.client}/${plan.job}`, plan);
  const world: World = {
    clock,
    prng,
    network: new Network(clock, prng),
    trace,
    cores: options.cores ?? REAL_CORES,
    observe: (event) => {
      for (const checker of checkers) show(checker, event);
    },
    headersOf: (node) => cluster.headersOf(node),
    planOf: (client, job) => {
      const plan = plans.get(`${client}/${job}`);
      if (plan === undefined) throw new Violation('value', `there is no job ${job} of ${client}`);
      return plan;
    },
  };
  const cluster = new Cluster(world, setting);
  const violation = judge(() => {
    run(clock, setting);
    checkSettled(cluster, settlement.unfinished(), (plan) => settlement.hasEnded(plan), setting);
    checkLeftovers(cluster);
  });
  if (violation !== undefined) trace.tell(`violation (${violation.checker}): ${violation.message}`);
  return {
    seed,
    ...(violation === undefined ? {} : { violation }),
    traceHash: trace.hash,
    traceLines: trace.count,
    trace: trace.lines,
    story: trace.story,
    virtualMs: clock.now,
    steps: clock.steps,
  };
}

/** Until nothing is left to happen, or the time is up in which everything must have settled. */
function run(clock: VirtualClock, setting: Setting): void {
  const endsAt = setting.quietAt + settleWithinMs(setting);
  while (clock.now <= endsAt && clock.step()) {
    if (clock.steps > STEPS_MAX) throw new Violation('liveness', `no rest after ${STEPS_MAX} steps`);
  }
}

function judge(run: () => void): Violation | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error;
    throw error;
  }
}
