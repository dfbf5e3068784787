import type { LocalMode } from '@zfarm/scheduler/core';
import { drawFaults } from './faults/draw-faults.js';
import type { Fault } from './faults/fault.js';
import type { JobPlan } from './job-plan.js';
import type { Prng } from './prng.js';
import { withBulk } from './workload/draw-bulk.js';
import { drawContention } from './workload/draw-contention.js';
import { drawJobs } from './workload/draw-jobs.js';
import { drawOffer } from './workload/draw-offer.js';

/** The part of all runs that is about nothing but shares. */
const CONTENTION = 0.03;
/** The part in which values are big, and links are narrow. */
const BULK = 0.05;
/** The part in which workers forget functions, and ask for them again. */
const FORGETFUL = 0.1;

export interface WorkerPlan {
  readonly name: string;
  readonly slots: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly memoryBytes: number;
  readonly resources: Readonly<Record<string, number>>;
  /** Items take their time divided by this. */
  readonly speed: number;
  readonly joinAt: number;
  /** Functions that it keeps, far fewer than it would; absent: as many as it would. */
  readonly codesMax?: number;
}

export interface ClientPlan {
  readonly name: string;
  readonly local: LocalMode;
  readonly localSlots: number;
  readonly weight: number;
  readonly joinAt: number;
  readonly jobs: readonly JobPlan[];
}

/** Everything a seed decides before the run begins; what happens within it comes from the same seed. */
export interface Setting {
  readonly workers: readonly WorkerPlan[];
  readonly clients: readonly ClientPlan[];
  readonly faults: readonly Fault[];
  /** From here on nobody does harm any more. */
  readonly quietAt: number;
  /** Until then there is something planned: a fault, a node, a job. */
  readonly busyUntil: number;
  /** Once all is well, the run goes on for a while, and must stay so. */
  readonly staysOn: boolean;
  /** What each link takes; absent: anything. */
  readonly bytesPerMs?: number;
}

export function drawSetting(prng: Prng): Setting {
  const drawn = Array.from(
    { length: prng.chance(0.01) ? 50 : prng.pick([0, 1, 1, 2, 2, 3, 4, 5, 8]) },
    (_, at) => ({
      name: `W${at + 1}`,
      slots: prng.whole(1, 4),
      labels: prng.chance(0.4) ? { gpu: 'yes' } : ({} as Readonly<Record<string, string>>),
      speed: prng.pick([1, 1, 1, 0.3, 3]),
      joinAt: prng.chance(0.7) ? 0 : prng.ms(0, 2000),
    }),
  );
  const offers = prng.fork();
  const workers = drawn.map((worker) => ({ ...worker, ...drawOffer(offers) }));
  const clients = Array.from({ length: prng.pick([1, 1, 1, 2, 2, 3, 5]) }, (_, at) => ({
    name: `C${at + 1}`,
    local: prng.pick<LocalMode>(['auto', 'auto', 'never', 'never', 'never', 'always']),
    localSlots: prng.whole(1, 2),
    weight: prng.pick([1, 1, 1, 3]),
    joinAt: prng.ms(0, 100),
    jobs: drawJobs(prng.fork(), `C${at + 1}`),
  }));
  const quietAt = prng.ms(1000, 6000);
  const names = { workers: workers.map(({ name }) => name), clients: clients.map(({ name }) => name) };
  const busyAt = clients.flatMap(({ jobs }) => jobs.map(({ submitAt }) => submitAt));
  // A run in seven is calm: there nothing may be done twice at all.
  const faults = prng.chance(0.15) ? [] : drawFaults(prng.fork(), names, busyAt, quietAt);
  const jobs = clients.flatMap((client) => client.jobs);
  const planned = [...workers, ...clients].map(({ joinAt }) => joinAt);
  const busyUntil = Math.max(
    quietAt,
    ...planned,
    ...jobs.map(({ submitAt, cancelAt = 0 }) => Math.max(submitAt, cancelAt)),
  );
  const staysOn = prng.chance(0.1);
  // Drawn last, so that it shifts nothing in the other runs.
  if (prng.chance(CONTENTION)) return drawContention(prng.fork());
  const setting = { workers, clients, faults, quietAt, busyUntil, staysOn };
  if (prng.chance(BULK)) return withBulk(prng.fork(), setting);
  if (!prng.chance(FORGETFUL)) return setting;
  const codesMax = prng.pick([1, 2, 4]);
  return { ...setting, workers: workers.map((worker) => ({ ...worker, codesMax })) };
}
