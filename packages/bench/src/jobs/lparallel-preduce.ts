import { type BenchmarkJob, expectExactly, rangesOf } from './benchmark-job.js';

/** The sum of one part. */
function sumPart(numbers: Float64Array): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

const LENGTHS = { S: 500, M: 500_000, L: 10_000_000 } as const;

export const lparallelPreduce: BenchmarkJob = {
  name: 'lparallel-preduce',
  title: 'preduce of lparallel: the sum of many numbers',
  source: 'closed form n(n - 1)/2',
  work: [sumPart],
  sizes: { S: '500 numbers', M: '500,000 numbers', L: '10 million numbers' },
  prepare: (size) => {
    const count = LENGTHS[size];
    const numbers = Float64Array.from({ length: count }, (_, at) => at);
    const parts = rangesOf(count, 16).map(({ from, to }) => numbers.subarray(from, to));
    return {
      tasks: parts.length,
      serial: () => sumPart(numbers),
      parallel: async (map) => sumPart(Float64Array.from(await map(sumPart, parts))),
      onCluster: (cluster) => cluster.reduce((sum, number) => sum + number, numbers),
      check: (sum: number) => expectExactly(sum, (count * (count - 1)) / 2),
    };
  },
};
