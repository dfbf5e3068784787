import { expectTypeOf, test } from 'vitest';
import type { Job } from '../job.js';
import type { DerivedJob } from './derived-job.js';
import type { ParallelOperators } from './parallel-operators.js';
import { zip } from './spread.js';

declare const cluster: ParallelOperators;

// Checked by the compiler; the functions are never called.
test('results follow from the functions', () => {
  const shapes = (): unknown[] => [
    expectTypeOf(cluster.range(3, (n) => `${n}`)).toEqualTypeOf<Job<string>>(),
    expectTypeOf(cluster.flatMap((n: number) => [String(n)], [1])).toEqualTypeOf<DerivedJob<string>>(),
    expectTypeOf(cluster.filter((n: number) => n > 1, [1])).toEqualTypeOf<DerivedJob<number>>(),
    expectTypeOf(cluster.reduce((a, b) => a + b, [1, 2])).toEqualTypeOf<Promise<number>>(),
    expectTypeOf(
      cluster.mapReduce(
        async (text: string) => text.length,
        (a, b) => a + b,
        ['a'],
      ),
    ).toEqualTypeOf<Promise<number>>(),
    expectTypeOf(cluster.find((text: string) => text === 'a', ['a'])).toEqualTypeOf<
      Promise<string | undefined>
    >(),
    expectTypeOf(cluster.groupBy((text: string) => text.length, ['a'])).toEqualTypeOf<
      Promise<Map<number, string[]>>
    >(),
    expectTypeOf(cluster.sort(new Float64Array(1))).resolves.toEqualTypeOf<Float64Array<ArrayBuffer>>(),
    expectTypeOf(cluster.sort(['a'])).resolves.toEqualTypeOf<string[]>(),
    expectTypeOf(zip([1], ['a'], new Set([true]))).toEqualTypeOf<Generator<[number, string, boolean]>>(),
    // @ts-expect-error the operator must give what the items are
    cluster.reduce((a: number, b: number) => `${a}${b}`, [1, 2]),
    // @ts-expect-error the predicate takes texts, the data are numbers
    cluster.some((text: string) => text === '', [1]),
  ];
  expectTypeOf(shapes).toBeFunction();
});
