import { type BenchmarkJob, expectNear, rangesOf } from './benchmark-job.js';

interface Rows {
  readonly from: number;
  readonly to: number;
  /** Points along a side of the square from -2 to 2. */
  readonly side: number;
  readonly iterations: number;
}

/** How many points of these rows have not left the circle after so many iterations. */
function mandelbrotRows({ from, to, side, iterations }: Rows): number {
  let inside = 0;
  for (let row = from; row < to; row += 1) {
    const ci = (4 * (row + 0.5)) / side - 2;
    for (let column = 0; column < side; column += 1) {
      const cr = (4 * (column + 0.5)) / side - 2;
      let r = 0;
      let i = 0;
      let left = iterations;
      for (; left > 0; left -= 1) {
        const rr = r * r;
        const ii = i * i;
        if (rr + ii > 4) break;
        i = 2 * r * i + ci;
        r = rr - ii + cr;
      }
      if (left === 0) inside += 1;
    }
  }
  return inside;
}

/** Points near the edge leave late, so few iterations make the set look larger; and a raster is one. */
const RASTERS = {
  S: { side: 200, iterations: 300, within: 0.03 },
  M: { side: 1500, iterations: 1000, within: 0.01 },
  L: { side: 4000, iterations: 2000, within: 0.005 },
} as const;

export const mandelbrot: BenchmarkJob = {
  name: 'mandelbrot',
  title: 'Area of the Mandelbrot set, by points of a raster',
  source: 'area 1.50659188 (T. Förstemann 2012), within what raster and iterations allow',
  work: [mandelbrotRows],
  sizes: { S: '200 x 200 points', M: '1500 x 1500 points', L: '4000 x 4000 points' },
  prepare: (size) => {
    const { side, iterations, within } = RASTERS[size];
    const rows = rangesOf(side, 250).map((range) => ({ ...range, side, iterations }));
    return {
      tasks: rows.length,
      parallel: async (map) => {
        const inside = (await map(mandelbrotRows, rows)).reduce((sum, part) => sum + part, 0);
        return (16 * inside) / side ** 2;
      },
      check: (area: number) => expectNear(area, 1.506_591_88, within),
    };
  },
};
