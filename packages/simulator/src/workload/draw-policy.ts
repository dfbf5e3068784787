import type { JobPolicy } from '@zfarm/scheduler/core';
import type { Prng } from '../prng.js';

/** How a job treats its items. */
export function drawPolicy(prng: Prng, items: number): JobPolicy {
  // Ending a thread takes a second of grace, so only few items may have too little time.
  const timeoutMs = prng.pick(items <= 20 ? [2, 40, 500] : [500]);
  return {
    retries: prng.pick([0, 0, 1, 3]),
    lossesMax: prng.pick([0, 1, 3, 3]),
    failFast: prng.chance(0.3),
    ...(prng.chance(0.2) ? { timeoutMs } : {}),
    ...(prng.chance(0.3) ? { judged: true } : {}),
    ...(prng.chance(0.25) ? { idempotent: true } : {}),
    ...(prng.chance(0.4) ? { chunkItems: prng.pick([1, 3, 10, 50]) } : {}),
    ...(prng.chance(0.1) ? { labels: { gpu: 'yes' } } : {}),
  };
}
