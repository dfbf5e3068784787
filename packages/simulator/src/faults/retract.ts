import type { FaultKind } from './fault.js';

/** A client asks for the unstarted tail of an attempt, at a time of its own choosing. */
export const retract: FaultKind = {
  kind: 'retract',
  weight: 14,
  draw: ({ prng, clients }) => {
    const client = prng.pick(clients);
    const pick = prng.whole(0, 50);
    return {
      plan: { client, pick },
      machines: [client],
      strike: (victims) => {
        const host = victims.client(client);
        host?.turns.run(() => host.retract(pick));
      },
    };
  },
};
