import type { FaultKind } from './fault.js';

/** One end has forgotten a connection that the other still writes to. */
export const halfOpen: FaultKind = {
  kind: 'half-open',
  weight: 8,
  draw: ({ pair: [from, to] }) => ({
    plan: { from, to },
    machines: [from, to],
    strike: ({ network }) => network.halfOpen(from, to),
  }),
};
