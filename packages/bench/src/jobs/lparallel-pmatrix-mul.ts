import type { BenchmarkJob } from './benchmark-job.js';
import { checkProduct, matrices, productRows } from './matrix-product.js';

/** Two square matrices to be multiplied, the right one transposed. */
interface Factors {
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly size: number;
}

/** The product of two blocks. */
function productOf(factors: Factors): Float64Array {
  return productRows(factors);
}

function quarter(matrix: Float64Array, size: number, row: number, column: number): Float64Array {
  const half = size / 2;
  const part = new Float64Array(half * half);
  for (let at = 0; at < half; at += 1) {
    const from = (row * half + at) * size + column * half;
    part.set(matrix.subarray(from, from + half), at * half);
  }
  return part;
}

/** The eight products of quarters, two for each quarter of the result. */
function splitFactors({ left, right, size }: Factors): Factors[] {
  const places = [0, 1].flatMap((row) => [0, 1].map((column) => ({ row, column })));
  return places.flatMap(({ row, column }) =>
    [0, 1].map((middle) => ({
      left: quarter(left, size, row, middle),
      right: quarter(right, size, column, middle),
      size: size / 2,
    })),
  );
}

/** Puts the quarters of a product together. */
function joinProducts(products: readonly Float64Array[]): Float64Array {
  const half = Math.sqrt(products[0]?.length ?? 0);
  const size = 2 * half;
  const whole = new Float64Array(size * size);
  for (const [at, product] of products.entries()) {
    const place = Math.floor(at / 2);
    for (let entry = 0; entry < product.length; entry += 1) {
      const row = Math.floor(place / 2) * half + Math.floor(entry / half);
      const to = row * size + (place % 2) * half + (entry % half);
      whole[to] = (whole[to] ?? 0) + (product[entry] ?? 0);
    }
  }
  return whole;
}

const SIDES = { S: 32, M: 512, L: 1024 } as const;

export const lparallelPmatrixMul: BenchmarkJob = {
  name: 'lparallel-pmatrix-mul',
  title: 'pmatrix-mul of lparallel: a matrix product by quarters of quarters',
  source: 'closed form of the product of (i + k) and (k - j)',
  work: [productOf],
  sizes: { S: '32 x 32', M: '512 x 512', L: '1024 x 1024' },
  prepare: (of) => {
    const factors: Factors = { ...matrices(SIDES[of]), size: SIDES[of] };
    return {
      tasks: 64,
      serial: () => productOf(factors),
      parallel: async (map) => {
        const quarters = splitFactors(factors);
        const parts = await map(productOf, quarters.flatMap(splitFactors));
        return joinProducts(quarters.map((_, at) => joinProducts(parts.slice(8 * at, 8 * at + 8))));
      },
      onCluster: (cluster) =>
        cluster.divide(factors, {
          split: (problem) => splitFactors(problem),
          solve: productOf,
          join: joinProducts,
          size: ({ size }) => size,
        }),
      check: (product: Float64Array) => checkProduct(product, factors.size),
    };
  },
};
