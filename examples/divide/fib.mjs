/** Fibonacci numbers by divide and conquer: `node fib.mjs 32`. lparallel: `(defpun fib …)`. */
import { divide } from 'zfarm';

/** The plain algorithm, which runs on the workers. @type {(n: number) => number} */
const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));

const n = Number(process.argv[2] ?? 32);
const result = await divide(n, {
  split: (m) => [m - 1, m - 2],
  solve: fib,
  join: ([one = 0, other = 0]) => one + other,
  small: (m) => m < 20,
  size: (m) => 1.618 ** m,
});
console.log(`fib(${n}) = ${result}`);
