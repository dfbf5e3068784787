import type { FaultKind } from './fault.js';

/** Peers take so little that a few messages under way fill a connection: more are refused. */
export const narrowQueues: FaultKind = {
  kind: 'narrow-queues',
  weight: 5,
  draw: ({ prng, leftMs }) => {
    const messagesMax = prng.pick([3, 8, 20, 60]);
    const forMs = Math.min(leftMs, prng.ms(200, 3000));
    return {
      plan: { messagesMax, forMs },
      machines: [],
      strike: ({ network, now }) => network.limitQueues(messagesMax, now + forMs),
    };
  },
};
