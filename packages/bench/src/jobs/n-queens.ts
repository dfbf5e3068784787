import { type BenchmarkJob, expectExactly } from './benchmark-job.js';

interface Board {
  readonly size: number;
  /** Columns of the queens in the first rows. */
  readonly placed: readonly number[];
}

/** How many ways there are to place the rest of the queens. */
function queensFrom({ size, placed }: Board): number {
  const all = 2 ** size - 1;
  const count = (columns: number, left: number, right: number): number => {
    if (columns === all) return 1;
    let ways = 0;
    for (let free = all & ~(columns | left | right); free !== 0; free &= free - 1) {
      const queen = free & -free;
      ways += count(columns | queen, (left | queen) << 1, (right | queen) >> 1);
    }
    return ways;
  };
  let [columns, left, right] = [0, 0, 0];
  for (const column of placed) {
    const queen = 2 ** column;
    if (((columns | left | right) & queen) !== 0) return 0;
    columns |= queen;
    left = (left | queen) << 1;
    right = (right | queen) >> 1;
  }
  return count(columns, left, right);
}

const BOARDS = {
  S: { size: 9, ways: 352 },
  M: { size: 14, ways: 365_596 },
  L: { size: 16, ways: 14_772_512 },
} as const;

export const nQueens: BenchmarkJob = {
  name: 'n-queens',
  title: 'Ways to place n queens that do not attack each other',
  source: 'OEIS A000170',
  work: [queensFrom],
  sizes: { S: '9 queens', M: '14 queens', L: '16 queens' },
  prepare: (of) => {
    const { size, ways } = BOARDS[of];
    const columns = Array.from({ length: size }, (_, column) => column);
    const boards = columns
      .flatMap((first) => columns.map((second) => ({ size, placed: [first, second] })))
      .filter(({ placed: [first = 0, second = 0] }) => Math.abs(first - second) > 1);
    return {
      tasks: boards.length,
      serial: () => queensFrom({ size, placed: [] }),
      parallel: async (map) => (await map(queensFrom, boards)).reduce((sum, part) => sum + part, 0),
      check: (answer: number) => expectExactly(answer, ways),
    };
  },
};
