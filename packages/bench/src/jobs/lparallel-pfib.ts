import { type BenchmarkJob, expectExactly } from './benchmark-job.js';

/** By definition, that is: as slow as can be. */
function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

const NUMBERS = {
  S: { n: 20, value: 6765 },
  M: { n: 38, value: 39_088_169 },
  L: { n: 42, value: 267_914_296 },
} as const;

/** How often the tree is divided, for those that do not do it by themselves: some 55 leaves. */
const LEVELS = 8;

function leavesOf(n: number, levels: number): number[] {
  return levels === 0 || n < 2 ? [n] : [...leavesOf(n - 1, levels - 1), ...leavesOf(n - 2, levels - 1)];
}

export const lparallelPfib: BenchmarkJob = {
  name: 'lparallel-pfib',
  title: 'pfib of lparallel: Fibonacci numbers by divide and conquer',
  source: 'OEIS A000045',
  work: [fibonacci],
  sizes: { S: 'fib(20)', M: 'fib(38)', L: 'fib(42)' },
  prepare: (size) => {
    const { n, value } = NUMBERS[size];
    const leaves = leavesOf(n, LEVELS);
    return {
      tasks: leaves.length,
      serial: () => fibonacci(n),
      parallel: async (map) => (await map(fibonacci, leaves)).reduce((sum, part) => sum + part, 0),
      onCluster: (cluster) =>
        cluster.divide<number, number>(n, {
          split: (number) => (number < 2 ? [] : [number - 1, number - 2]),
          solve: fibonacci,
          join: ([a = 0, b = 0]) => a + b,
          size: (number) => 1.618 ** number,
        }),
      check: (answer: number) => expectExactly(answer, value),
    };
  },
};
