import type { BenchmarkJob } from './benchmark-job.js';
import { permutationOf } from './permutation.js';
import { sortBucket, sortingInstance } from './sample-sort.js';

const LENGTHS = { S: 500, M: 200_000, L: 5_000_000 } as const;

export const lparallelPsort: BenchmarkJob = {
  name: 'lparallel-psort',
  title: 'psort of lparallel: sorting numbers, by the operator of the cluster',
  source: 'the input is a permutation: sorted, each number stands at its own place',
  work: [sortBucket],
  sizes: { S: '500 float64', M: '200,000 float64', L: '5 million float64' },
  prepare: (size) => {
    const data = permutationOf(LENGTHS[size]);
    return { ...sortingInstance(data.length), onCluster: (cluster) => cluster.sort(data) };
  },
};
