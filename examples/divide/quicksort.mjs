/** Quicksort whose sides are forked, so that dividing is shared out as well: `node quicksort.mjs 100000`. lparallel: `psort`. */
import { fork, submit } from 'zfarm';

/** @type {(list: number[]) => Promise<number[]>} */
async function quicksort(list) {
  if (list.length < 1000) return list.toSorted((a, b) => a - b);
  const [pivot = 0, ...rest] = list;
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

const count = Number(process.argv[2] ?? 100_000);
const list = Array.from({ length: count }, () => Math.random());
const sorted = await submit(quicksort, list);
const expected = list.toSorted((a, b) => a - b);
const isRight = sorted.length === count && sorted.every((n, index) => n === expected[index]);
console.log(`${count} numbers: ${isRight ? 'sorted' : 'WRONG'}`);
