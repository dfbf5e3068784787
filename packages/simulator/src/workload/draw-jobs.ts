import { jobId, type NodeId } from '@zfarm/cluster-core/core';
import type { JobPlan } from '../job-plan.js';
import type { Prng } from '../prng.js';
import { drawCancels } from './draw-cancels.js';
import { drawFeeding } from './draw-feeding.js';
import { drawItems } from './draw-items.js';
import { drawNests } from './draw-nests.js';
import { drawPlacement } from './draw-placement.js';
import { drawPolicy } from './draw-policy.js';

/** Jobs are submitted within this time. */
const SUBMIT_MS_MAX = 2500;

/**
 * The jobs of one client, as the seed has them. Each dimension is drawn in a file of its own, from a generator of its
 * own, so that a new one shifts nothing in the others.
 */
export function drawJobs(prng: Prng, client: NodeId): JobPlan[] {
  return Array.from({ length: prng.pick([1, 1, 2, 3]) }, (_, at) => drawJob(prng.fork(), client, at + 1));
}

function drawJob(prng: Prng, client: NodeId, number: number): JobPlan {
  const items = drawItems(prng.fork());
  const policy = drawPolicy(prng.fork(), items.length);
  const submitAt = prng.chance(0.4) ? 0 : prng.ms(0, SUBMIT_MS_MAX);
  const plan: JobPlan = {
    client,
    job: jobId(number),
    key: prng.whole(0, 2 ** 31),
    code: codeOf(prng.chance(0.3) ? 0 : prng.whole(1, 1000)),
    call: prng.chance(0.2) ? 'arguments' : 'item',
    width: prng.chance(0.2) ? 64 : 4,
    policy,
    items,
    submitAt,
    ...drawFeeding(prng.fork(), items.length),
    ...drawCancels(prng.fork(), { submitAt, items, policy }),
    tries: new Uint32Array(items.length),
  };
  const withNests = drawNests(prng.fork(), items);
  return { ...plan, items: withNests, policy: { ...policy, ...drawPlacement(prng.fork()) } };
}

function codeOf(number: number): string {
  return number.toString(16).padStart(32, '0');
}
