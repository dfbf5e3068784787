import type { Prng } from '../prng.js';
import type { WorkerPlan } from '../setting.js';

/** What a worker has besides slots and labels. */
export function drawOffer(prng: Prng): Pick<WorkerPlan, 'memoryBytes' | 'resources'> {
  return {
    memoryBytes: prng.pick([1e9, 4e9]),
    resources: {
      ...(prng.chance(0.5) ? { license: prng.whole(1, 3) } : {}),
      ...(prng.chance(0.3) ? { gpu: prng.whole(1, 2) } : {}),
    },
  };
}
