import { SchedulerCore } from '@zfarm/scheduler/core';
import { WorkerCore } from '@zfarm/worker/core';
import { NodeCore } from '@zfarm/zre/core';
import { CapacityChecker } from './checkers/capacity.js';
import { ExecutionChecker } from './checkers/execution.js';
import { FailureChecker } from './checkers/failure.js';
import { checkLeftovers } from './checkers/leftovers.js';
import { checkSettled, settleWithinMs } from './checkers/liveness.js';
import { checkMembership } from './checkers/membership.js';
import { SettlementChecker } from './checkers/settlement.js';
import { Cluster } from './cluster.js';
import type { JobPlan } from './job-plan.js';
import { Network } from './network/network.js';
import { type Checker, show } from './observation.js';
import { Prng } from './prng.js';
import { drawSetting, type Setting } from './setting.js';
import { Trace } from './trace.js';
import { Violation } from './violation.js';
import { VirtualClock } from './virtual-clock.js';
import type { CoreFactory, World } from './world.js';

/** Longer than ZRE takes to give up a peer: what seems well and is not shows by then. */
const STAY_MS = 35_000;
/** How often the end of a run is looked for. */
const LOOK_EVERY_MS = 250;
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

/** The cores as they are. */
export const REAL_CORES: CoreFactory = {
  scheduler: (options) => new SchedulerCore(options),
  worker: (options) => new WorkerCore(options),
  node: (options) => new NodeCore(options),
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
    addressOf: addressBook(),
    planOf: (client, job) => {
      const plan = plans.get(`${client}/${job}`);
      if (plan === undefined) throw new Violation('value', `there is no job ${job} of ${client}`);
      return plan;
    },
  };
  const cluster = new Cluster(world, setting);
  const violation = judge(() => {
    run(clock, setting, cluster, () => {
      checkSettled(cluster, settlement.unfinished(), (plan) => settlement.hasEnded(plan), setting);
      checkLeftovers(cluster);
      checkMembership(cluster);
    });
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

/** Until there is nothing left to complain about, or the time is up in which it must have come to that. */
function run(clock: VirtualClock, setting: Setting, cluster: Cluster, check: () => void): void {
  const endsAt = setting.busyUntil + settleWithinMs(setting);
  for (let until = setting.busyUntil; clock.now < endsAt; until = Math.min(until + LOOK_EVERY_MS, endsAt)) {
    clock.run(until, STEPS_MAX);
    if (cluster.isSteady && judge(check) === undefined) break;
  }
  check();
  if (!setting.staysOn) return;
  clock.run(clock.now + STAY_MS, STEPS_MAX);
  check();
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

/** Machines get addresses in the order in which they are first seen. */
function addressBook(): (machine: string) => string {
  const addresses = new Map<string, string>();
  return (machine) => {
    const number = addresses.size + 1;
    const address = addresses.get(machine) ?? `10.0.${number >> 8}.${number & 255}`;
    addresses.set(machine, address);
    return address;
  };
}
