import { type BenchmarkJob, rangesOf } from './benchmark-job.js';

interface Rows {
  /** Rows of the left matrix. */
  readonly left: Float64Array;
  /** The whole right one, transposed. */
  readonly right: Float64Array;
  readonly size: number;
}

/** Some rows of the product of two square matrices. */
export function productRows({ left, right, size }: Rows): Float64Array {
  const rows = left.length / size;
  const product = new Float64Array(left.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < size; column += 1) {
      let sum = 0;
      for (let k = 0; k < size; k += 1) sum += (left[row * size + k] ?? 0) * (right[column * size + k] ?? 0);
      product[row * size + column] = sum;
    }
  }
  return product;
}

/** a(i,k) = i + k and b(k,j) = k - j, the second one transposed. */
export function matrices(size: number): { readonly left: Float64Array; readonly right: Float64Array } {
  return {
    left: Float64Array.from({ length: size * size }, (_, at) => Math.floor(at / size) + (at % size)),
    right: Float64Array.from({ length: size * size }, (_, at) => (at % size) - Math.floor(at / size)),
  };
}

/** The sum over k of (i + k)(k - j), by the closed forms of the sums of k and of k². */
function entryOfProduct(size: number, i: number, j: number): number {
  const sum = (size * (size - 1)) / 2;
  const squares = ((size - 1) * size * (2 * size - 1)) / 6;
  return squares + (i - j) * sum - size * i * j;
}

/** What is wrong with the product of `matrices(size)`. */
export function checkProduct(product: Float64Array, size: number): string | undefined {
  for (let at = 0; at < size * size; at += 1) {
    const expected = entryOfProduct(size, Math.floor(at / size), at % size);
    if (product[at] !== expected) return `entry ${at} is ${product[at]} instead of ${expected}`;
  }
  return undefined;
}

const SIDES = { S: 64, M: 768, L: 1536 } as const;

export const matrixProduct: BenchmarkJob = {
  name: 'matrix-product',
  title: 'Product of two matrices, by blocks of rows',
  source: 'closed form of the product of (i + k) and (k - j)',
  work: [productRows],
  sizes: { S: '64 x 64', M: '768 x 768', L: '1536 x 1536' },
  prepare: (of) => {
    const size = SIDES[of];
    const { left, right } = matrices(size);
    // Each block is sent the whole right matrix.
    const blocks = rangesOf(size, 8).map(({ from, to }) => ({
      ...{ left: left.subarray(from * size, to * size), right, size },
    }));
    return {
      tasks: blocks.length,
      serial: () => productRows({ left, right, size }),
      parallel: async (map) => {
        const product = new Float64Array(size * size);
        let at = 0;
        for (const rows of await map(productRows, blocks)) {
          product.set(rows, at);
          at += rows.length;
        }
        return product;
      },
      check: (product: Float64Array) => checkProduct(product, size),
    };
  },
};
