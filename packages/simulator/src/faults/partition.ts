import type { FaultDraw, FaultKind } from './fault.js';

/** Some machines and the rest don't hear each other, or only one way. */
export const partition: FaultKind = {
  kind: 'partition',
  weight: 10,
  draw: (draw) => {
    const { prng, leftMs } = draw;
    const forMs = Math.min(leftMs, prng.pick([prng.ms(0, 1500), prng.ms(1500, 6000)]));
    const oneWay = prng.chance(0.4);
    const [some, rest] = prng.chance(0.6) ? [[draw.pair[0]], [draw.pair[1]]] : split(draw);
    return {
      plan: { some, rest, forMs, oneWay },
      machines: [],
      strike: ({ network }) => {
        for (const from of some) for (const to of rest) network.part(from, to, forMs, oneWay);
      },
    };
  },
};

function split({ prng, workers, clients }: FaultDraw): [string[], string[]] {
  const some: string[] = [];
  const rest: string[] = [];
  for (const machine of [...clients, ...workers]) (prng.chance(0.5) ? some : rest).push(machine);
  return [some, rest];
}
