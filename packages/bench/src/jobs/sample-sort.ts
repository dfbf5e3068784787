import type { BenchmarkJob, JobInstance, Mapper } from './benchmark-job.js';
import { checkSorted, permutationOf } from './permutation.js';

/** Sorts one bucket. */
export function sortBucket(bucket: Float64Array): Float64Array {
  return bucket.sort();
}

const BUCKETS = 16;
const SAMPLES_PER_BUCKET = 64;

/** Cuts at the quantiles of a sample, sorts what lies between, and puts it one behind the other. */
async function sampleSort(map: Mapper, data: Float64Array): Promise<Float64Array> {
  const step = Math.max(1, Math.floor(data.length / (BUCKETS * SAMPLES_PER_BUCKET)));
  const sample = data.filter((_, at) => at % step === 0).sort();
  const cuts = Array.from(
    { length: BUCKETS - 1 },
    (_, at) => sample[Math.floor(((at + 1) * sample.length) / BUCKETS)] ?? 0,
  );
  const sorted = new Float64Array(data.length);
  let filled = 0;
  for (const bucket of await map(sortBucket, bucketsOf(data, cuts))) {
    sorted.set(bucket, filled);
    filled += bucket.length;
  }
  return sorted;
}

function bucketsOf(data: Float64Array, cuts: readonly number[]): Float64Array[] {
  const places = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 1) {
    const value = data[at] ?? 0;
    let place = 0;
    while (place < cuts.length && (cuts[place] ?? 0) <= value) place += 1;
    places[at] = place;
  }
  const lengths = new Uint32Array(cuts.length + 1);
  for (const place of places) lengths[place] = (lengths[place] ?? 0) + 1;
  const buckets = Array.from(lengths, (length) => new Float64Array(length));
  const filled = new Uint32Array(cuts.length + 1);
  for (let at = 0; at < data.length; at += 1) {
    const place = places[at] ?? 0;
    const next = filled[place] ?? 0;
    const bucket = buckets[place];
    if (bucket !== undefined) bucket[next] = data[at] ?? 0;
    filled[place] = next + 1;
  }
  return buckets;
}

/** Sorting a permutation of `length` numbers. */
export function sortingInstance(length: number): JobInstance<Float64Array> {
  const data = permutationOf(length);
  return {
    tasks: BUCKETS,
    serial: () => data.toSorted(),
    parallel: (map) => sampleSort(map, data),
    check: (sorted) => checkSorted(sorted, length),
  };
}

const LENGTHS = { S: 10_000, M: 2_000_000, L: 10_000_000 } as const;

export const sampleSortJob: BenchmarkJob = {
  name: 'sample-sort',
  title: 'Sorting numbers by samples and buckets',
  source: 'the input is a permutation: sorted, each number stands at its own place',
  work: [sortBucket],
  sizes: { S: '10,000 float64', M: '2 million float64', L: '10 million float64' },
  prepare: (size) => sortingInstance(LENGTHS[size]),
};
