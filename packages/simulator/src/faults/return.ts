import type { FaultDraw } from './fault.js';

/** After how long a process comes up in the place of one that goes; undefined: none does. */
export function drawReturn({ prng, leftMs }: FaultDraw): number | undefined {
  if (prng.chance(0.15)) return undefined;
  return Math.min(leftMs, prng.pick([prng.ms(1, 50), prng.ms(50, 2000)]));
}
