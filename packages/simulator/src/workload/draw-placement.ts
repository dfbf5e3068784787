import type { Reservation } from '@zfarm/cluster-core/core';
import type { JobPolicy } from '@zfarm/scheduler/core';
import type { Prng } from '../prng.js';

/** Which jobs go first, what they take of a worker and of which, and how long one waits for somebody who could serve it. */
export function drawPlacement(
  prng: Prng,
): Pick<JobPolicy, 'priority' | 'unmatched' | 'reservation' | 'worker'> {
  const priority = prng.chance(0.2) ? { priority: prng.pick([-1, 1, 5]) } : {};
  const unmatched = { afterMs: prng.pick([100, 3000]), evenAlone: prng.chance(0.3) };
  const waits = prng.chance(0.85);
  const needs = {
    ...(prng.chance(0.15) ? { reservation: drawReservation(prng) } : {}),
    // The first process on that machine, which may have gone, or never come.
    ...(prng.chance(0.04) ? { worker: `W${prng.whole(1, 3)}.1` } : {}),
  };
  const isPicky = Object.keys(needs).length > 0 && prng.chance(0.5);
  return { ...priority, ...needs, ...(waits && !isPicky ? {} : { unmatched }) };
}

function drawReservation(prng: Prng): Reservation {
  return {
    slots: prng.pick([1, 1, 2, 3]),
    memoryBytes: prng.pick([0, 0, 4e8, 8e8, 2e9]),
    resources: {
      ...(prng.chance(0.4) ? { license: prng.pick([1, 1, 2]) } : {}),
      ...(prng.chance(0.15) ? { gpu: 1 } : {}),
    },
  };
}
