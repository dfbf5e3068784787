import { fork, runOnCluster, submit, taskContext } from '../../dist/index.js';

/** Calls itself as a job of its own until it is at the bottom. */
export async function descend(levels: number): Promise<number> {
  if (levels === 0) return 0;
  const [below = 0] = await runOnCluster(descend, [levels - 1]);
  return below + 1;
}

/** Fibonacci with two jobs for every call. */
export async function fib(n: number): Promise<number> {
  if (n < 2) return n;
  const [one, other] = await Promise.all([submit(fib, n - 1), submit(fib, n - 2)]);
  return one + other;
}

/** The sum of a range, by halves: each half is a job. */
export async function sum([from, to]: readonly [number, number]): Promise<number> {
  if (to - from <= 2) {
    const until = performance.now() + 3;
    while (performance.now() < until);
    return to - from === 2 ? from + from + 1 : from;
  }
  const middle = (from + to) >> 1;
  const halves = await runOnCluster(sum, [
    [from, middle],
    [middle, to],
  ] as [number, number][]);
  return halves.reduce((total, half) => total + half, 0);
}

export interface ForkedSum {
  readonly total: number;
  /** How many tasks it took. */
  readonly tasks: number;
}

/** The sum of a range, by halves that are forked; each says whether it is a task of its own. */
export async function forkedSum(from: number, to: number, caller = ''): Promise<ForkedSum> {
  const { job, index } = taskContext();
  const own = `${job} ${index}`;
  const isTask = own === caller ? 0 : 1;
  if (to - from === 1) return { total: from, tasks: isTask };
  const middle = (from + to) >> 1;
  const halves = await Promise.all([fork(forkedSum, from, middle, own), fork(forkedSum, middle, to, own)]);
  return {
    total: halves[0].total + halves[1].total,
    tasks: halves[0].tasks + halves[1].tasks + isTask,
  };
}

/** Each side of the pivot is forked. */
export async function quicksort(numbers: readonly number[]): Promise<number[]> {
  const [pivot] = numbers;
  if (pivot === undefined || numbers.length < 50) return numbers.toSorted((a, b) => a - b);
  const rest = numbers.slice(1);
  const [below, above] = await Promise.all([
    fork(
      quicksort,
      rest.filter((n) => n < pivot),
    ),
    fork(
      quicksort,
      rest.filter((n) => n >= pivot),
    ),
  ]);
  return [...below, pivot, ...above];
}
