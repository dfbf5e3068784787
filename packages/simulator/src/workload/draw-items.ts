import type { ItemPlan } from '../job-plan.js';
import type { Prng } from '../prng.js';
import { drawMishaps } from './draw-mishaps.js';

/** The items of a job: how many, how long each takes, what becomes of it. */
export function drawItems(prng: Prng): ItemPlan[] {
  const count = prng.pick([0, 1, prng.whole(2, 20), prng.whole(20, 100), prng.whole(50, 200)]);
  const typicalMs = prng.pick([0.1, 1, 5, 30]);
  const long = prng.chance(0.15) ? prng.whole(0, count) : -1;
  const mishaps = drawMishaps(prng.fork(), count);
  // What goes wrong late goes wrong when others may have taken over.
  if (long >= 0 && long < count && prng.chance(0.3))
    mishaps.set(long, { kind: prng.pick(['throws', 'throws', 'ends-thread']), times: prng.whole(1, 2) });
  return Array.from({ length: count }, (_, at) => ({
    durationMs: at === long ? prng.ms(1000, 4000) : prng.ms(0, 2 * typicalMs),
    fate: mishaps.get(at) ?? { kind: 'succeeds' },
  }));
}
