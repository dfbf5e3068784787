import type { FaultKind } from './fault.js';
import { drawReturn } from './return.js';

/** A worker hands back what it has not begun, finishes the rest or, after a while, hands that back too, and leaves with a goodbye. */
export const drain: FaultKind = {
  kind: 'drain',
  weight: 8,
  draw: (draw) => {
    const worker = draw.prng.pick(draw.workers);
    const withinMs = draw.prng.pick([0, draw.prng.ms(0, 2000), Number.POSITIVE_INFINITY]);
    const backAfterMs = drawReturn(draw);
    return {
      plan: { worker, withinMs: Number.isFinite(withinMs) ? withinMs : 'any', backAfterMs },
      machines: [worker],
      strike: (victims) => victims.drain(worker, withinMs, backAfterMs),
    };
  },
};
