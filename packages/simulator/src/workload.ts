import { jobId, type NodeId } from '@zfarm/cluster-core/core';
import type { JobPolicy } from '@zfarm/scheduler/core';
import type { Fate, ItemPlan, JobPlan } from './job-plan.js';
import type { Prng } from './prng.js';

/** Jobs are submitted, and cancelled, within this time. */
const SUBMIT_MS_MAX = 2500;

/** The jobs of one client, as the seed has them. */
export function drawJobs(prng: Prng, client: NodeId): JobPlan[] {
  return Array.from({ length: prng.whole(1, 3) }, (_, at) => drawJob(prng.fork(), client, at + 1));
}

function drawJob(prng: Prng, client: NodeId, number: number): JobPlan {
  const items = drawItems(prng);
  const policy = drawPolicy(prng, items.length);
  const submitAt = prng.chance(0.4) ? 0 : prng.ms(0, SUBMIT_MS_MAX);
  const streams = prng.chance(0.3);
  const windowed = prng.chance(0.25);
  const itemCancels = !policy.failFast && items.length > 0 && prng.chance(0.3) ? prng.whole(1, 3) : 0;
  const key = prng.whole(0, 2 ** 31);
  return {
    client,
    job: jobId(number),
    key,
    code: codeOf(prng.chance(0.3) ? 0 : prng.whole(1, 1000)),
    width: prng.chance(0.2) ? 64 : 4,
    policy: { ...policy, idempotent: key % 4 === 0 },
    items,
    submitAt,
    ...(streams ? { stream: drawStream(prng) } : {}),
    ...(windowed ? { window: { items: prng.whole(1, 40), consumeMs: prng.ms(0, 4) } } : {}),
    ...(prng.chance(0.12) ? { cancelAt: submitAt + prng.ms(0, 1500) } : {}),
    itemCancels: Array.from({ length: itemCancels }, () => ({
      at: submitAt + prng.ms(0, 800),
      item: prng.whole(0, items.length - 1),
    })),
    tries: new Uint32Array(items.length),
  };
}

function codeOf(number: number): string {
  return number.toString(16).padStart(32, '0');
}

function drawStream(prng: Prng): NonNullable<JobPlan['stream']> {
  return { delayMsMax: prng.pick([0, 5, 100]), portionMax: prng.whole(1, 60), endsLate: prng.chance(0.3) };
}

function drawPolicy(prng: Prng, items: number): JobPolicy {
  // Ending a thread takes a second of grace, so only few items may have too little time.
  const timeoutMs = prng.pick(items <= 20 ? [2, 40, 500] : [500]);
  return {
    retries: prng.pick([0, 0, 1, 3]),
    lossesMax: prng.pick([0, 1, 3, 3]),
    failFast: prng.chance(0.3),
    ...(prng.chance(0.2) ? { timeoutMs } : {}),
    ...(prng.chance(0.4) ? { chunkItems: prng.pick([1, 3, 10, 50]) } : {}),
    ...(prng.chance(0.1) ? { labels: { gpu: 'yes' } } : {}),
  };
}

function drawItems(prng: Prng): ItemPlan[] {
  const count = prng.pick([0, 1, prng.whole(2, 20), prng.whole(20, 100), prng.whole(50, 200)]);
  const typicalMs = prng.pick([0.1, 1, 5, 30]);
  const long = prng.chance(0.15) ? prng.whole(0, count) : -1;
  const mishaps = drawMishaps(prng, count);
  return Array.from({ length: count }, (_, at) => ({
    durationMs: at === long ? prng.ms(1000, 4000) : prng.ms(0, 2 * typicalMs),
    fate: mishaps.get(at) ?? { kind: 'succeeds' },
  }));
}

/** A few items of some jobs that don't go well. */
function drawMishaps(prng: Prng, count: number): Map<number, Fate> {
  const mishaps = new Map<number, Fate>();
  if (count === 0 || prng.chance(0.4)) return mishaps;
  const throwing = prng.chance(0.5) ? prng.whole(1, 5) : 0;
  const endingThreads = prng.chance(0.3) ? prng.whole(1, 2) : 0;
  const endingProcesses = prng.chance(0.15) ? 1 : 0;
  const add = (kind: 'throws' | 'ends-thread' | 'ends-process', howMany: number): void => {
    for (let made = 0; made < howMany; made += 1) {
      const times = prng.chance(0.4) ? Number.POSITIVE_INFINITY : prng.whole(1, 3);
      mishaps.set(prng.whole(0, count - 1), { kind, times });
    }
  };
  add('throws', throwing);
  add('ends-thread', endingThreads);
  add('ends-process', endingProcesses);
  return mishaps;
}
