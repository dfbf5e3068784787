import type { FaultKind } from './fault.js';

/** Beacons are lost, come twice, or come late, between all machines. */
export const foulAir: FaultKind = {
  kind: 'foul-air',
  weight: 8,
  draw: ({ prng, leftMs }) => {
    const quality = {
      loss: prng.pick([0, 0.2, 0.9]),
      duplicates: prng.pick([0, 0.3]),
      delayMsMax: prng.pick([5, 300, 3000]),
    };
    const forMs = Math.min(leftMs, prng.ms(500, 6000));
    return {
      plan: { ...quality, forMs },
      machines: [],
      strike: ({ network, now }) => network.air.foul(quality, now + forMs),
    };
  },
};
