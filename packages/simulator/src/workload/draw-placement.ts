import type { JobPolicy } from '@zfarm/scheduler/core';
import type { Prng } from '../prng.js';

/** Which jobs go first, and how long one waits for somebody who could serve it. */
export function drawPlacement(prng: Prng): Pick<JobPolicy, 'priority' | 'unmatched'> {
  return {
    ...(prng.chance(0.2) ? { priority: prng.pick([-1, 1, 5]) } : {}),
    ...(prng.chance(0.15)
      ? { unmatched: { afterMs: prng.pick([100, 3000]), evenAlone: prng.chance(0.3) } }
      : {}),
  };
}
