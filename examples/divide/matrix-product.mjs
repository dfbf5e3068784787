/** The product of two matrices, by halves of the rows of the first: `node matrix-product.mjs 200`. lparallel: bench-pmatrix-mul. */
import { divide } from 'zfarm';

const size = Number(process.argv[2] ?? 200);
const random = () => Array.from({ length: size }, () => Float64Array.from({ length: size }, Math.random));
const [left, right] = [random(), random()];

/** Some rows times the whole other matrix, which travels once with the function. @type {(rows: Float64Array[]) => Float64Array[]} */
const multiply = (rows) =>
  rows.map((row) =>
    Float64Array.from(row, (_, column) => {
      let sum = 0;
      for (let k = 0; k < row.length; k += 1) sum += (row[k] ?? 0) * (right[k]?.[column] ?? 0);
      return sum;
    }),
  );

const product = await divide(left, {
  split: (rows) => [rows.slice(0, rows.length >> 1), rows.slice(rows.length >> 1)],
  solve: multiply,
  join: (parts) => parts.flat(),
  small: (rows) => rows.length < 8,
  size: (rows) => rows.length,
});
const expected = multiply(left);
const isRight = product.every((row, i) => row.every((value, j) => value === expected[i]?.[j]));
console.log(`${size} x ${size}: ${product.length === size && isRight ? 'right' : 'WRONG'}`);
