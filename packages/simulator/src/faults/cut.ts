import type { FaultKind } from './fault.js';

/** Connections break with all that is under way; the ends notice at different times. */
export const cut: FaultKind = {
  kind: 'cut',
  weight: 22,
  draw: ({ prng, pair, leftMs }) => {
    const [from, to] = pair;
    const downMs = Math.min(leftMs, prng.pick([0, prng.ms(0, 300), prng.ms(0, 4000)]));
    const noticedMs = prng.pick([5, 100, 2000]);
    const oneWay = prng.chance(0.5);
    return {
      plan: { from, to, downMs, noticedMs, oneWay },
      machines: pair,
      strike: ({ network }) => network.cut(from, to, downMs, noticedMs, oneWay),
    };
  },
};
