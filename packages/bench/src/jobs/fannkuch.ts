import { type BenchmarkJob, expectExactly, rangesOf } from './benchmark-job.js';

interface Permutations {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

interface Flips {
  readonly checksum: number;
  readonly most: number;
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** Turns the first `length` numbers by one place. */
function rotate(numbers: Int32Array, length: number): void {
  const first = numbers[0] ?? 0;
  numbers.copyWithin(0, 1, length);
  numbers[length - 1] = first;
}

/** How often a pancake of the top's number is turned over until the top is 0. */
function flipsOf(permutation: Int32Array, scratch: Int32Array): number {
  scratch.set(permutation);
  let flips = 0;
  for (let top = scratch[0] ?? 0; top !== 0; top = scratch[0] ?? 0) {
    for (let low = 0, high = top; low < high; low += 1, high -= 1) {
      const other = scratch[low] ?? 0;
      scratch[low] = scratch[high] ?? 0;
      scratch[high] = other;
    }
    flips += 1;
  }
  return flips;
}

/** Checksum and most flips over a stretch of all permutations, in the order of the Benchmarks Game. */
function fannkuchWithin({ size, from, to }: Permutations): Flips {
  const permutation = Int32Array.from({ length: size }, (_, i) => i);
  const scratch = new Int32Array(size);
  const turns = new Int32Array(size + 1);
  let rest = from;
  for (let length = size; length > 1; length -= 1) {
    const each = factorial(length - 1);
    const turned = Math.floor(rest / each);
    rest -= turned * each;
    turns[length] = turned;
    for (let turn = 0; turn < turned; turn += 1) rotate(permutation, length);
  }
  let [checksum, most] = [0, 0];
  for (let index = from; index < to; index += 1) {
    const flips = flipsOf(permutation, scratch);
    most = Math.max(most, flips);
    checksum += index % 2 === 0 ? flips : -flips;
    for (let length = 2; length <= size; length += 1) {
      rotate(permutation, length);
      turns[length] = (turns[length] ?? 0) + 1;
      if ((turns[length] ?? 0) < length) break;
      turns[length] = 0;
    }
  }
  return { checksum, most };
}

const PANCAKES = {
  S: { size: 7, checksum: 228, most: 16 },
  M: { size: 10, checksum: 73_196, most: 38 },
  L: { size: 11, checksum: 556_355, most: 51 },
} as const;

export const fannkuch: BenchmarkJob = {
  name: 'fannkuch-redux',
  title: 'Flips of pancakes over all permutations',
  source: 'output of the Benchmarks Game for n = 7, 10 and 11',
  work: [fannkuchWithin],
  sizes: { S: 'n = 7', M: 'n = 10', L: 'n = 11' },
  prepare: (of) => {
    const { size, checksum, most } = PANCAKES[of];
    const stretches = rangesOf(factorial(size), 120).map((range) => ({ size, ...range }));
    return {
      tasks: stretches.length,
      parallel: async (map) => {
        const parts = await map(fannkuchWithin, stretches);
        return {
          checksum: parts.reduce((sum, part) => sum + part.checksum, 0),
          most: Math.max(...parts.map((part) => part.most)),
        };
      },
      check: (answer: Flips) => expectExactly(answer, { checksum, most }),
    };
  },
};
