import type { FaultKind } from './fault.js';

/** Everything one way takes longer for a while, in order. */
export const slow: FaultKind = {
  kind: 'slow',
  weight: 10,
  draw: ({ prng, pair: [from, to], leftMs }) => {
    const slowMs = prng.pick([20, 300, 3000]);
    const forMs = Math.min(leftMs, prng.ms(100, 3000));
    return {
      plan: { from, to, slowMs, forMs },
      machines: [from, to],
      strike: ({ network, now }) => {
        const road = network.roads.get(from, to);
        road.slowMs = slowMs;
        road.slowUntil = now + forMs;
      },
    };
  },
};
