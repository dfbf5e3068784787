import type { FaultKind } from './fault.js';

/** A node's clock goes ahead by much in no time, as that of a machine that was suspended. */
export const clockJump: FaultKind = {
  kind: 'clock-jump',
  weight: 6,
  draw: ({ prng, workers, clients }) => {
    const node = prng.chance(0.6) ? prng.pick(workers) : prng.pick(clients);
    const byMs = prng.pick([prng.ms(1, 3000), prng.ms(3000, 60_000), 86_400_000]);
    return {
      plan: { node, byMs },
      machines: [node],
      strike: (victims) => (victims.worker(node) ?? victims.client(node))?.jumpClock(byMs),
    };
  },
};
