import type { Fate } from '../job-plan.js';
import type { Prng } from '../prng.js';

type Mishap = Exclude<Fate['kind'], 'succeeds'>;

/** For each mishap: how likely a job has some, and how many at most. */
const MISHAPS: readonly (readonly [Mishap, number, number])[] = [
  ['throws', 0.5, 5],
  ['ends-thread', 0.3, 2],
  ['ends-process', 0.15, 1],
  ['hangs', 0.06, 2],
];

/** A few items of some jobs that don't go well. */
export function drawMishaps(prng: Prng, count: number): Map<number, Fate> {
  const mishaps = new Map<number, Fate>();
  if (count === 0 || prng.chance(0.4)) return mishaps;
  for (const [kind, likely, most] of MISHAPS) {
    const some = prng.chance(likely) ? prng.whole(1, most) : 0;
    for (let made = 0; made < some; made += 1) {
      const times = prng.chance(0.4) ? Number.POSITIVE_INFINITY : prng.whole(1, 3);
      mishaps.set(prng.whole(0, count - 1), { kind, times });
    }
  }
  return mishaps;
}
