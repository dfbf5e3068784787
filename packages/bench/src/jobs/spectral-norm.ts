import { type BenchmarkJob, expectExactly, type Mapper, rangesOf } from './benchmark-job.js';

interface Block {
  readonly from: number;
  readonly to: number;
  readonly vector: Float64Array;
  readonly transposed: boolean;
}

/** Some rows of the product of the infinite matrix a(i,j) = 1/((i+j)(i+j+1)/2+i+1) with a vector. */
function spectralRows({ from, to, vector, transposed }: Block): Float64Array {
  const product = new Float64Array(to - from);
  for (let row = from; row < to; row += 1) {
    let sum = 0;
    for (let column = 0; column < vector.length; column += 1) {
      const diagonal = row + column;
      const denominator = (diagonal * (diagonal + 1)) / 2 + (transposed ? column : row) + 1;
      sum += (vector[column] ?? 0) / denominator;
    }
    product[row - from] = sum;
  }
  return product;
}

/** Blocks of rows: few, since each is sent the whole vector. */
const BLOCKS = 16;
const STEPS = 10;

async function times(map: Mapper, vector: Float64Array, transposed: boolean): Promise<Float64Array> {
  const blocks = rangesOf(vector.length, BLOCKS).map((range) => ({ ...range, vector, transposed }));
  const product = new Float64Array(vector.length);
  const parts = await map(spectralRows, blocks);
  for (const [at, part] of parts.entries()) product.set(part, blocks[at]?.from ?? 0);
  return product;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}

const NORMS = {
  S: { size: 100, norm: '1.274219991' },
  M: { size: 2000, norm: '1.274224152' },
  L: { size: 5500, norm: '1.274224153' },
} as const;

export const spectralNorm: BenchmarkJob = {
  name: 'spectral-norm',
  title: 'Spectral norm of an infinite matrix, by the power method',
  source:
    'The Benchmarks Game, n = 100 and 5500; n = 2000 against 1.2742241528, problem 3 of the SIAM 100-Digit Challenge',
  work: [spectralRows],
  sizes: { S: 'n = 100', M: 'n = 2000', L: 'n = 5500' },
  prepare: (of) => {
    const { size, norm } = NORMS[of];
    return {
      tasks: rangesOf(size, BLOCKS).length * STEPS * 4,
      parallel: async (map) => {
        let u: Float64Array = new Float64Array(size).fill(1);
        let v = u;
        for (let step = 0; step < STEPS; step += 1) {
          v = await times(map, await times(map, u, false), true);
          u = await times(map, await times(map, v, false), true);
        }
        return Math.sqrt(dot(u, v) / dot(v, v)).toFixed(9);
      },
      check: (answer: string) => expectExactly(answer, norm),
    };
  },
};
