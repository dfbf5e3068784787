import type { JobPlan } from '../job-plan.js';
import type { Prng } from '../prng.js';

/** How the items come, and how fast the results are taken. */
export function drawFeeding(prng: Prng, items: number): Pick<JobPlan, 'stream' | 'window'> {
  const window = { items: prng.whole(1, 40), consumeMs: prng.pick([0, prng.ms(0, 4), 15]) };
  return {
    ...(prng.chance(0.35) ? { stream: drawStream(prng) } : {}),
    ...(prng.chance(0.25) ? { window } : {}),
    ...(prng.chance(0.06) ? { stream: drawGraph(prng, items) } : {}),
  };
}

/** Each node needs a few of those before it: chains, fans and all between. */
function drawGraph(prng: Prng, items: number): NonNullable<JobPlan['stream']> {
  const reach = prng.pick([1, 3, 100]);
  const needs = Array.from({ length: items }, (_, at) =>
    Array.from({ length: at === 0 ? 0 : prng.pick([0, 1, 1, 2, 4]) }, () =>
      prng.whole(Math.max(0, at - reach), at - 1),
    ),
  );
  return { pushes: true, delayMsMax: prng.pick([0, 5]), portionMax: items + 1, endsLate: false, needs };
}

function drawStream(prng: Prng): NonNullable<JobPlan['stream']> {
  return {
    pushes: prng.chance(0.3),
    delayMsMax: prng.pick([0, 5, 100]),
    portionMax: prng.whole(1, 60),
    endsLate: prng.chance(0.3),
  };
}
