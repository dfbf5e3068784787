import type { JobPlan } from '../job-plan.js';
import type { Prng } from '../prng.js';

/** How the items come, and how fast the results are taken. */
export function drawFeeding(prng: Prng): Pick<JobPlan, 'stream' | 'window'> {
  const window = { items: prng.whole(1, 40), consumeMs: prng.pick([0, prng.ms(0, 4), 15]) };
  return {
    ...(prng.chance(0.35) ? { stream: drawStream(prng) } : {}),
    ...(prng.chance(0.25) ? { window } : {}),
  };
}

function drawStream(prng: Prng): NonNullable<JobPlan['stream']> {
  return {
    pushes: prng.chance(0.3),
    delayMsMax: prng.pick([0, 5, 100]),
    portionMax: prng.whole(1, 60),
    endsLate: prng.chance(0.3),
  };
}
