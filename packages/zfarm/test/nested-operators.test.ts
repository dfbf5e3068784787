import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  all,
  type Cluster,
  connect,
  countBy,
  divide,
  filter,
  find,
  flatMap,
  future,
  kill,
  mapReduce,
  reduce,
  registerClass,
  sort,
  submit,
} from '../dist/index.js';
import { type ForkedSum, forkedSum, quicksort } from './support/nested-tasks.js';

class Point {
  readonly x: number;
  readonly y: number;

  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }

  plus(other: Point): Point {
    return new Point(this.x + other.x, this.y + other.y);
  }
}

describe('operators that tasks call', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await connect({ local: 'always', localThreads: 2 });
  });

  afterAll(() => cluster.close());

  test('folds, searches, selections, sorting and grouping', async () => {
    const outer = async (n: number): Promise<unknown> => {
      const numbers = Array.from({ length: n }, (_, index) => (index * 7919) % n);
      return [
        await reduce((a: number, b: number) => a + b, numbers),
        await mapReduce(
          (one: number) => one * n,
          (a: number, b: number) => Math.max(a, b),
          numbers,
        ),
        await find((one: number) => one > n - 2, numbers),
        (await filter((one: number) => one % 2 === 0, numbers)).length,
        await flatMap((one: number) => [one, one], numbers.slice(0, 2)),
        (await sort(numbers)).slice(0, 3),
        [...(await sort(Float64Array.from(numbers)))].slice(-2),
        [...(await countBy((one: number) => one % 3, numbers))].toSorted(([a], [b]) => a - b),
      ];
    };
    const sum = (99 * 100) / 2;
    expect(await cluster.submit(outer, 100)).toEqual([
      sum,
      9900,
      99,
      50,
      [0, 0, 19, 19],
      [0, 1, 2],
      [98, 99],
      [
        [0, 34],
        [1, 33],
        [2, 33],
      ],
    ]);
  });

  test('single tasks: several by name, a future', async () => {
    const outer = async (n: number): Promise<unknown> => {
      const both = await all({ one: () => n + 1, other: () => n + 2 });
      return [both, await future((k: number) => k * 2, n)];
    };
    expect(await cluster.submit(outer, 5)).toEqual([{ one: 6, other: 7 }, 10]);
  });

  test('what is wrong with a call is said where it is made', async () => {
    const outer = async (): Promise<string> => {
      try {
        return String(await reduce('no function' as never, [1, 2]));
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(await cluster.submit(outer)).toMatch('reduce: the operator must be a function');
    const elsewhere = (): number => kill('tag');
    await expect(cluster.submit(elsewhere)).rejects.toThrow("Inside a task there is no 'kill'");
  });

  test('dividing: any recursion equals the serial one', async () => {
    const serial = (n: number): number => (n < 2 ? n : serial(n - 1) + serial(n - 2));
    const options = {
      split: (n: number) => [n - 1, n - 2],
      solve: serial,
      join: (results: readonly number[]) => results.reduce((a, b) => a + b, 0),
      small: (n: number) => n < 2,
    };
    for (const n of [0, 1, 2, 9, 20]) expect(await cluster.divide(n, options)).toBe(serial(n));
    expect(await cluster.divide(20, { ...options, size: (n) => 1.618 ** n, parts: 5 })).toBe(6765);
    const inside = async (n: number): Promise<number> => {
      const plain = (k: number): number => (k < 2 ? k : plain(k - 1) + plain(k - 2));
      return divide(n, {
        split: (k: number) => [k - 1, k - 2],
        solve: plain,
        join: ([a = 0, b = 0]) => a + b,
      });
    };
    expect(await cluster.submit(inside, 15)).toBe(610);
    await expect(cluster.divide(3, { ...options, split: 3 as never })).rejects.toThrow(
      "divide: option 'split' accepts a function, not 3",
    );
  });

  test('a cluster of its own is refused at once, by name', () => {
    const outer = async (): Promise<void> => {
      await using own = await connect();
      await own.submit(() => 1);
    };
    expect(() => cluster.submit(outer)).toThrow(
      /"connect" is for programs, not for tasks. Remedy: inside a task use runOnCluster, submit/,
    );
  });

  test('forks are tasks until there are enough, then plain calls', async () => {
    const { total, tasks } = await cluster.submit(forkedSum, 0, 4096, '');
    expect(total).toBe((4095 * 4096) / 2);
    // Two slots, eight leaves each at least.
    expect(tasks).toBeGreaterThanOrEqual(15);
    expect(tasks).toBeLessThanOrEqual(64);
    const one: ForkedSum = await cluster.submit(forkedSum, 3, 4, '');
    expect(one).toEqual({ total: 3, tasks: 1 });
  });

  test('quicksort by forks', async () => {
    const numbers = Array.from({ length: 2000 }, (_, index) => (index * 7919) % 2003);
    expect(await cluster.submit(quicksort, numbers)).toEqual(numbers.toSorted((a, b) => a - b));
  });

  test('instances of registered classes go down and come back', async () => {
    registerClass(Point, { encode: ({ x, y }) => [x, y] as const, decode: ([x, y]) => new Point(x, y) });
    const outer = async (points: Point[]): Promise<Point> => {
      const moved = await Promise.all(points.map((point) => submit((p: Point) => p.plus(p), point)));
      return moved.reduce((a, b) => a.plus(b));
    };
    const sum = await cluster.submit(outer, [new Point(1, 2), new Point(3, 4)]);
    expect(sum).toBeInstanceOf(Point);
    expect(sum).toEqual(new Point(8, 12));
  });
});
