import { type BenchmarkJob, expectExactly, rangesOf } from './benchmark-job.js';

/** Numbers that are sieved at a time: a byte each, which stay in the processor's cache. */
const SEGMENT = 2 ** 17;

function primesUpTo(limit: number): number[] {
  const composite = new Uint8Array(limit + 1);
  const primes: number[] = [];
  for (let n = 2; n <= limit; n += 1) {
    if (composite[n] === 1) continue;
    primes.push(n);
    for (let multiple = n * n; multiple <= limit; multiple += n) composite[multiple] = 1;
  }
  return primes;
}

/** How many primes there are from `from` to below `to`. */
function primesWithin({ from, to }: { readonly from: number; readonly to: number }): number {
  const small = primesUpTo(Math.floor(Math.sqrt(to)));
  const composite = new Uint8Array(SEGMENT);
  let count = 0;
  for (let low = Math.max(2, from); low < to; low += SEGMENT) {
    const length = Math.min(SEGMENT, to - low);
    composite.fill(0);
    for (const prime of small) {
      const first = Math.max(prime * prime, Math.ceil(low / prime) * prime) - low;
      for (let multiple = first; multiple < length; multiple += prime) composite[multiple] = 1;
    }
    for (let n = 0; n < length; n += 1) count += 1 - (composite[n] ?? 0);
  }
  return count;
}

const LIMITS = {
  S: { limit: 1e5, primes: 9592 },
  M: { limit: 1e8, primes: 5_761_455 },
  L: { limit: 1e9, primes: 50_847_534 },
} as const;

export const primeCount: BenchmarkJob = {
  name: 'prime-count',
  title: 'Primes below a power of ten, by a segmented sieve',
  source: 'published values of π(x), OEIS A006880',
  work: [primesWithin],
  sizes: { S: 'below 10^5', M: 'below 10^8', L: 'below 10^9' },
  prepare: (size) => {
    const { limit, primes } = LIMITS[size];
    const ranges = rangesOf(limit, 200);
    return {
      tasks: ranges.length,
      serial: () => primesWithin({ from: 0, to: limit }),
      parallel: async (map) => (await map(primesWithin, ranges)).reduce((sum, part) => sum + part, 0),
      check: (answer: number) => expectExactly(answer, primes),
    };
  },
};
