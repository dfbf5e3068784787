import { type BenchmarkJob, expectNear, rangesOf } from './benchmark-job.js';

const T23 = 2 ** 23;
const T46 = 2 ** 46;
const R23 = 2 ** -23;
const R46 = 2 ** -46;

const MULTIPLIER = 5 ** 13;
const SEED = 271_828_183;

/** The product of two numbers below 2^46, modulo 2^46: by halves, since a double holds 53 bits. */
export function timesModulo46(a: number, b: number): number {
  const aHigh = Math.floor(a * R23);
  const bHigh = Math.floor(b * R23);
  const aLow = a - aHigh * T23;
  const bLow = b - bHigh * T23;
  const cross = aHigh * bLow + aLow * bHigh;
  const middle = cross - Math.floor(cross * R23) * T23;
  const sum = middle * T23 + aLow * bLow;
  return sum - Math.floor(sum * R46) * T46;
}

/** The number that stands `steps` after the seed. */
function numberAfter(steps: number): number {
  let value = SEED;
  let factor = MULTIPLIER;
  for (let left = steps; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) value = timesModulo46(value, factor);
    factor = timesModulo46(factor, factor);
  }
  return value;
}

interface Sums {
  readonly x: number;
  readonly y: number;
  readonly pairs: number;
}

/** Turns pairs of uniform numbers into pairs of normal ones, where they lie in the circle, and adds these up. */
export function epPairs({ from, to }: { readonly from: number; readonly to: number }): Sums {
  let random = numberAfter(2 * from);
  let x = 0;
  let y = 0;
  let pairs = 0;
  for (let pair = from; pair < to; pair += 1) {
    random = timesModulo46(random, MULTIPLIER);
    const u = 2 * R46 * random - 1;
    random = timesModulo46(random, MULTIPLIER);
    const v = 2 * R46 * random - 1;
    const square = u * u + v * v;
    if (square > 1) continue;
    const scale = Math.sqrt((-2 * Math.log(square)) / square);
    x += u * scale;
    y += v * scale;
    pairs += 1;
  }
  return { x, y, pairs };
}

/** Class, log2 of the pairs, and the sums that NASA has published for it. */
const CLASSES = {
  S: { pairs: 2 ** 24, x: -3.24783465203474e3, y: -6.958407078382297e3 },
  M: { pairs: 2 ** 25, x: -2.863319731645753e3, y: -6.320053679109499e3 },
  L: { pairs: 2 ** 28, x: -4.295875165629892e3, y: -1.580732573678431e4 },
} as const;

/** Pairs in an item, as in NASA's own program. */
const BATCH = 2 ** 16;

export const nasEp: BenchmarkJob = {
  name: 'nas-ep',
  title: 'NAS Parallel Benchmarks EP: sums of normal deviates',
  source: 'verification sums of classes S, W and A in the NAS Parallel Benchmarks (NASA), to 1e-8',
  work: [epPairs],
  sizes: { S: 'class S, 2^24 pairs', M: 'class W, 2^25 pairs', L: 'class A, 2^28 pairs' },
  prepare: (size) => {
    const { pairs, x, y } = CLASSES[size];
    const batches = rangesOf(pairs, pairs / BATCH);
    return {
      tasks: batches.length,
      parallel: async (map) => {
        const parts = await map(epPairs, batches);
        return {
          x: parts.reduce((sum, part) => sum + part.x, 0),
          y: parts.reduce((sum, part) => sum + part.y, 0),
        };
      },
      check: (sums: { readonly x: number; readonly y: number }) =>
        expectNear(sums.x, x, 1e-8) ?? expectNear(sums.y, y, 1e-8),
    };
  },
};
