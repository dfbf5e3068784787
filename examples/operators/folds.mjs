// Maps and folds, and how many parts they are cut into.
// lparallel: pmap :parts :size, preduce, preduce-partial, premove, pmap-reduce.
import { equal, same } from './answer.mjs';

const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));

export async function folds(cluster) {
  const numbers = [1, 2, 3, 4, 5, 6];
  same('squares', await cluster.map((n) => n * n, numbers), [1, 4, 9, 16, 25, 36]);

  // The first value counts once in every part: so it had better be neutral. Here it is not.
  const add = (a, b) => a + b;
  for (const parts of [1, 2, 3]) {
    equal(
      `sum of 21 from 1, ${parts} parts`,
      await cluster.reduce(add, numbers, { identity: 1, parts }),
      21 + parts,
    );
  }
  equal('sum of the first three', await cluster.reduce(add, numbers, { size: 3 }), 6);

  // Removing, made of partial results: each part keeps what it wants to.
  const kept = await cluster.reduceParts(
    (a, b) => [...a, ...b],
    numbers.map((n) => (n % 2 === 0 ? [n] : [])),
  );
  same('even ones', kept.flat(), [2, 4, 6]);
  same('the operator for that', await cluster.filter((n) => n % 2 === 0, numbers), [2, 4, 6]);

  equal('fibonacci of 21, 22, 22, 23', await cluster.mapReduce(fib, add, [21, 22, 22, 23]), 75_025);
}
