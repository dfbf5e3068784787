import type { BenchmarkJob } from './benchmark-job.js';

interface Throws {
  readonly seed: number;
  readonly count: number;
}

/** How many random points of the square lie in the circle; by two generators of L'Ecuyer (1988), combined. */
function throwsInCircle({ seed, count }: Throws): number {
  let [one, other] = [((seed * 69_069) % 2_147_483_562) + 1, ((seed * 16_807) % 2_147_483_398) + 1];
  const next = (): number => {
    one = (one * 40_014) % 2_147_483_563;
    other = (other * 40_692) % 2_147_483_399;
    const difference = one - other;
    return (difference < 1 ? difference + 2_147_483_562 : difference) / 2_147_483_563;
  };
  let inside = 0;
  for (let left = count; left > 0; left -= 1) {
    const x = next();
    const y = next();
    if (x * x + y * y <= 1) inside += 1;
  }
  return inside;
}

const THROWS = { S: 1000, M: 200_000, L: 8_000_000 } as const;
const SEEDS = 64;
/** Standard errors: once in two million such runs an honest one is further off, and with fixed seeds never or always. */
const SIGMAS = 5;

export const monteCarloPi: BenchmarkJob = {
  name: 'monte-carlo-pi',
  title: 'π by random points, from fixed seeds',
  source: 'π itself, within five standard errors',
  work: [throwsInCircle],
  sizes: { S: '64 x 1,000 points', M: '64 x 200,000 points', L: '64 x 8 million points' },
  prepare: (size) => {
    const count = THROWS[size];
    const items = Array.from({ length: SEEDS }, (_, seed) => ({ seed, count }));
    const points = SEEDS * count;
    return {
      tasks: SEEDS,
      parallel: async (map) => {
        const inside = (await map(throwsInCircle, items)).reduce((sum, part) => sum + part, 0);
        return (4 * inside) / points;
      },
      check: (estimate: number) => {
        const error = Math.sqrt((Math.PI * (4 - Math.PI)) / points);
        return Math.abs(estimate - Math.PI) <= SIGMAS * error ? undefined : `${estimate} instead of π`;
      },
    };
  },
};
