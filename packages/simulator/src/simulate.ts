import { SessionCore } from '@zfarm/cluster-core/core';
import { SchedulerCore } from '@zfarm/scheduler/core';
import { WorkerCore } from '@zfarm/worker/core';
import { NodeCore } from '@zfarm/zre/core';
import { checkBounds } from './checkers/bounds.js';
import { Judges } from './checkers/judges.js';
import { settleWithinMs } from './checkers/liveness.js';
import { Cluster } from './cluster.js';
import { ItemStory } from './item-story.js';
import { type JobPlan, jobName } from './job-plan.js';
import { Network } from './network/network.js';
import { show } from './observation.js';
import { Prng } from './prng.js';
import { drawSetting, type Setting } from './setting.js';
import { Trace } from './trace.js';
import { Violation } from './violation.js';
import { VirtualClock } from './virtual-clock.js';
import type { CoreFactory, World } from './world.js';

/** How often the end of a run is looked for. */
const LOOK_EVERY_MS = 250;
/** What breaks just before the end is noticed within this time. */
const NOTICE_MS = 10_000;
/** Longer than ZRE takes to give up a peer: what seems well and is not shows by then. */
const STAY_MS = 35_000;
/** Steps from one look at what nodes hold to the next. */
const CHECK_BOUNDS_EVERY = 32;
/** Events after which a run counts as one that never comes to rest. */
const STEPS_MAX = 1_000_000;

export interface SimulationOptions {
  /** Keeps every line of the trace, not its hash alone. */
  readonly keepTrace?: boolean;
  /** Cores with a planted bug, to see whether it is found. */
  readonly cores?: CoreFactory;
  /** Whose story is to be told: an item of a job named like `C1/2`. */
  readonly explain?: { readonly job: string; readonly item: number };
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
  readonly itemStory: readonly string[];
  readonly virtualMs: number;
  readonly steps: number;
}

/** The cores as they are. */
export const REAL_CORES: CoreFactory = {
  scheduler: (options) => new SchedulerCore(options),
  worker: (options) => new WorkerCore(options),
  node: (options) => new NodeCore(options),
  session: (options) => new SessionCore(options),
};

/** Runs a whole cluster as the seed has it, until nothing is left to complain about, and judges it. */
export function simulate(seed: number, options: SimulationOptions = {}): Verdict {
  const prng = new Prng(seed);
  const setting = drawSetting(prng.fork());
  const clock = new VirtualClock();
  const trace = new Trace(() => clock.now, options.keepTrace ?? false);
  const judges = new Judges(setting, () => clock.now);
  const { explain } = options;
  const story = explain && new ItemStory(explain.job, explain.item, () => clock.now);
  const world: World = {
    clock,
    prng,
    network: new Network(clock, prng),
    trace,
    cores: options.cores ?? REAL_CORES,
    observe: (event) => {
      // The story first: a checker may end the run.
      if (story !== undefined) show(story, event);
      judges.observe(event);
    },
    addressOf: addressBook(),
    ...planBook(setting),
  };
  const violation = judge(() => run(clock, setting, new Cluster(world, setting), judges));
  if (violation !== undefined) trace.tell(`violation (${violation.checker}): ${violation.message}`);
  return {
    seed,
    ...(violation === undefined ? {} : { violation }),
    traceHash: trace.hash,
    traceLines: trace.count,
    trace: trace.lines,
    story: trace.story,
    itemStory: story?.lines ?? [],
    virtualMs: clock.now,
    steps: clock.steps,
  };
}

function run(clock: VirtualClock, setting: Setting, cluster: Cluster, judges: Judges): void {
  clock.watch(CHECK_BOUNDS_EVERY, () => checkBounds(cluster, setting));
  clock.run(setting.busyUntil, STEPS_MAX);
  comeToRest(clock, setting, cluster, judges);
  if (!setting.staysOn) return;
  clock.run(clock.now + NOTICE_MS, STEPS_MAX);
  comeToRest(clock, setting, cluster, judges);
  judges.calm();
  clock.run(clock.now + STAY_MS, STEPS_MAX);
  judges.checkEnd(cluster);
}

/** Until there is nothing left to complain about, or the time is up in which it must have come to that. */
function comeToRest(clock: VirtualClock, setting: Setting, cluster: Cluster, judges: Judges): void {
  const endsAt = clock.now + settleWithinMs(setting);
  while (clock.now < endsAt) {
    if (cluster.isSteady && judge(() => judges.checkEnd(cluster)) === undefined) return;
    clock.run(Math.min(clock.now + LOOK_EVERY_MS, endsAt), STEPS_MAX);
  }
  judges.checkEnd(cluster);
}

function judge(run: () => void): Violation | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new Violation('stand-in', message, { cause: error });
  }
}

/** Machines get addresses in the order in which they are first seen. */
function addressBook(): World['addressOf'] {
  const addresses = new Map<string, string>();
  return (machine) => {
    const number = addresses.size + 1;
    const address = addresses.get(machine) ?? `10.0.${number >> 8}.${number & 255}`;
    addresses.set(machine, address);
    return address;
  };
}

function planBook({ clients }: Setting): Pick<World, 'planOf' | 'addPlan'> {
  const plans = new Map<string, JobPlan>();
  const addPlan = (plan: JobPlan): void => {
    plans.set(jobName(plan), plan);
  };
  for (const { jobs } of clients) jobs.forEach(addPlan);
  return {
    addPlan,
    planOf: (client, job) => {
      const plan = plans.get(`${client}/${job}`);
      if (plan === undefined) throw new Violation('value', `there is no job ${job} of ${client}`);
      return plan;
    },
  };
}
