import type { FaultKind } from './fault.js';

/** A client is gone for good. */
export const vanish: FaultKind = {
  kind: 'vanish',
  weight: 3,
  draw: ({ prng, clients }) => {
    const client = prng.pick(clients);
    return { plan: { client }, machines: [client], strike: (victims) => victims.vanish(client) };
  },
};
