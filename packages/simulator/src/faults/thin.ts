import type { FaultKind } from './fault.js';

/** For a while a machine takes in no more than a trickle: its link is bad, or it is slow to read. */
export const thin: FaultKind = {
  kind: 'thin',
  weight: 5,
  draw: ({ prng, workers, clients, leftMs }) => {
    const to = prng.chance(0.5) ? prng.pick(workers) : prng.pick(clients);
    const bytesPerMs = prng.pick([5, 100, 1000]);
    const forMs = Math.min(leftMs, prng.ms(100, 3000));
    return {
      plan: { to, bytesPerMs, forMs },
      machines: [to],
      strike: ({ network, now }) => {
        for (const from of [...clients, ...workers]) {
          const road = network.roads.get(from, to);
          road.thinBytesPerMs = bytesPerMs;
          road.thinUntil = now + forMs;
        }
      },
    };
  },
};
