import type { FaultKind } from './fault.js';

/** A process does nothing for a while; with its threads it is stopped, else only its event loop is held up. */
export const freeze: FaultKind = {
  kind: 'freeze',
  weight: 18,
  draw: ({ prng, workers, clients, leftMs }) => {
    const node = prng.chance(0.75) ? prng.pick(workers) : prng.pick(clients);
    const forMs = Math.min(leftMs, prng.pick([prng.ms(1, 500), prng.ms(500, 4000), prng.ms(2000, 6000)]));
    const withThreads = prng.chance(0.5);
    return {
      plan: { node, forMs, withThreads },
      machines: [node],
      strike: (victims) => victims.freeze(node, forMs, withThreads),
    };
  },
};
