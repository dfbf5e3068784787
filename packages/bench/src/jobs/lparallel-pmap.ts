import { type BenchmarkJob, expectNear } from './benchmark-job.js';

/** As lparallel's benchmark has it. */
function sineOf(angle: number): number {
  return Math.sin(angle);
}

const ANGLE = 0.1;
const LENGTHS = { S: 500, M: 500_000, L: 5_000_000 } as const;

/** The sum of sin(0), sin(a), …, sin((n - 1) a). */
function sumOfSines(count: number): number {
  return (Math.sin((count * ANGLE) / 2) * Math.sin(((count - 1) * ANGLE) / 2)) / Math.sin(ANGLE / 2);
}

export const lparallelPmap: BenchmarkJob = {
  name: 'lparallel-pmap',
  title: 'pmap of lparallel: the sine of many numbers, one by one',
  source: 'closed form of the sum of the sines',
  work: [sineOf],
  sizes: { S: '500 numbers', M: '500,000 numbers', L: '5 million numbers' },
  prepare: (size) => {
    const count = LENGTHS[size];
    const angles = Array.from({ length: count }, (_, at) => at * ANGLE);
    return {
      tasks: count,
      serial: () => angles.map(sineOf),
      parallel: (map) => map(sineOf, angles),
      check: (sines: readonly number[]) =>
        expectNear(
          sines.reduce((sum, sine) => sum + sine, 0),
          sumOfSines(count),
          1e-6,
        ),
    };
  },
};
