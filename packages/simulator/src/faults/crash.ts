import type { FaultKind } from './fault.js';
import { drawReturn } from './return.js';

/** A worker is gone at once; perhaps another process comes up in its place, with the same endpoint and a new id. */
export const crash: FaultKind = {
  kind: 'crash',
  weight: 14,
  draw: (draw) => {
    const worker = draw.prng.pick(draw.workers);
    const noticedMs = draw.prng.pick([5, 100, 2000]);
    const backAfterMs = drawReturn(draw);
    return {
      plan: { worker, noticedMs, backAfterMs },
      machines: [worker],
      strike: (victims) => victims.crash(worker, noticedMs, backAfterMs),
    };
  },
};
