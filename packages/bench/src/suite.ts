import type { Contest, Probe } from './benchmark.js';
import { jobContest } from './job-contest.js';
import { JOBS } from './jobs/all-jobs.js';
import { chunkCost } from './overheads/chunk-cost.js';
import { closureSize } from './overheads/closure-size.js';
import { fanOut } from './overheads/fan-out.js';
import { gossipAtScale } from './overheads/gossip-at-scale.js';
import { joinAndCrash } from './overheads/join-and-crash.js';
import { nestedDepth } from './overheads/nested-depth.js';
import { noOpFlood } from './overheads/no-op-flood.js';
import { noOpMap } from './overheads/no-op-map.js';
import { payloadLadder } from './overheads/payload-ladder.js';
import { presenceAtScale } from './overheads/presence-at-scale.js';
import { scaling } from './overheads/scaling.js';
import { schedulerAtScale } from './overheads/scheduler-at-scale.js';
import { startUp } from './overheads/start-up.js';
import { taskLatency } from './overheads/task-latency.js';

/** What all contenders take, in the order in which it runs. */
export const CONTESTS: readonly Contest[] = [
  ...JOBS.map(jobContest),
  noOpFlood,
  noOpMap,
  taskLatency,
  payloadLadder,
  fanOut,
];

/** What is measured of zfarm alone. */
export const PROBES: readonly Probe[] = [
  chunkCost,
  closureSize,
  startUp,
  joinAndCrash,
  nestedDepth,
  scaling,
  schedulerAtScale,
  presenceAtScale,
  gossipAtScale,
];
