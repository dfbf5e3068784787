import { runOnCluster, submit } from '../../dist/index.js';

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
