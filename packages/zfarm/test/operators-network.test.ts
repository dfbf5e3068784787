import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, connect, taskContext, zip } from '../dist/index.js';
import { beaconPort } from './support/free-port.js';
import { WorkerProcess } from './support/worker-process.js';

// The operators over two worker processes, against their serial definitions, for generated data, parts and failures.

const port = beaconPort();
let cluster: Cluster;
let workers: WorkerProcess[];

beforeAll(async () => {
  workers = await Promise.all(['alpha', 'beta'].map((name) => WorkerProcess.start({ name, port })));
  cluster = await connect({ port, interface: '127.0.0.1', local: 'never' });
  await cluster.waitForWorkers(2, { timeoutMs: 20_000 });
});

afterAll(async () => {
  await cluster.close();
  await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
});

const integers = fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 40 });
const parts = fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined });
/** An item at which the first attempt fails; often there is none such. */
const failure = fc.integer({ min: -30, max: 30 });

const add = (a: number, b: number): number => a + b;
const sum = (items: readonly number[]): number => items.reduce(add, 0);

async function streamed(results: AsyncIterable<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const result of results) all.push(result);
  return all;
}

/** What the operators give. */
async function everyOperator(data: number[], count: number | undefined, bad: number): Promise<unknown> {
  const options = { retries: 1 };
  const cut = { ...options, parts: count };
  const square = (n: number): number => {
    if (n === bad && taskContext().attempt === 1) throw new Error('the first attempt fails');
    return n * n;
  };
  const odd = (n: number): boolean => square(n) % 2 === 1;
  const results = await cluster.all({ one: () => 1, two: () => 2 });
  return {
    results,
    map: await cluster.map(square, data, options),
    streamed: await streamed(cluster.map(square, data, { ...options, ordered: false })).then((all) =>
      all.toSorted((a, b) => a - b),
    ),
    zipped: await cluster.map(
      ([a, b]: [number, string]) => square(a) + b,
      zip(data, data.map(String)),
      options,
    ),
    flat: await cluster.flatMap((n: number) => (odd(n) ? [n, n] : []), data, options),
    range: await cluster.range(data.length, square, options),
    into: await cluster.mapInto(new Float64Array(data.length), square, data, options),
    each: await cluster.forEach(square, data, options),
    reduce: await cluster.reduce(add, data, { ...cut, identity: 0 }),
    folded: await cluster.mapReduce(square, add, data, { ...cut, identity: 0 }),
    parts: sum(await cluster.reduceParts(add, data, { ...cut, identity: 0 })),
    scan: await cluster.scan(add, data, cut),
    chosen: [await cluster.filter(odd, data, options), await cluster.reject(odd, data, options)],
    split: await cluster.partition(odd, data, options),
    found: await cluster.find(odd, data, { ...options, first: true }),
    any: [await cluster.some(odd, data, options), await cluster.every(odd, data, options)],
    none: await cluster.none(odd, data, options),
    count: await cluster.count(odd, data, options),
    ends: [await cluster.min(data, { ...cut, by: square }), await cluster.max(data, { ...cut, by: square })],
    sorted: await cluster.sort(data, { ...cut, by: square }),
    typed: await cluster.sort(Int32Array.from(data), cut),
    groups: await cluster.groupBy(square, data, cut),
    counts: await cluster.countBy(odd, data, cut),
    distinct: await cluster.distinct(data, { ...cut, by: square }),
  };
}

/** What they have to give: the language's own. */
function serially(data: number[]): unknown {
  const square = (n: number): number => n * n;
  const odd = (n: number): boolean => square(n) % 2 === 1;
  const squares = data.map(square);
  const best = (wanted: number): number | undefined => data[squares.indexOf(wanted)];
  const by = <K>(key: (n: number) => K): Map<K, number[]> => {
    const groups = new Map<K, number[]>();
    for (const n of data) groups.set(key(n), [...(groups.get(key(n)) ?? []), n]);
    return groups;
  };
  return {
    results: { one: 1, two: 2 },
    map: squares,
    streamed: squares.toSorted((a, b) => a - b),
    zipped: data.map((n) => square(n) + String(n)),
    flat: data.flatMap((n) => (odd(n) ? [n, n] : [])),
    range: data.map((_, index) => square(index)),
    into: Float64Array.from(squares),
    each: undefined,
    reduce: sum(data),
    folded: sum(squares),
    parts: sum(data),
    scan: data.map((_, index) => sum(data.slice(0, index + 1))),
    chosen: [data.filter(odd), data.filter((n) => !odd(n))],
    split: [data.filter(odd), data.filter((n) => !odd(n))],
    found: data.find(odd),
    any: [data.some(odd), data.every(odd)],
    none: !data.some(odd),
    count: data.filter(odd).length,
    ends: [best(Math.min(...squares)), best(Math.max(...squares))],
    sorted: data.toSorted((a, b) => square(a) - square(b)),
    typed: Int32Array.from(data).sort(),
    groups: by(square),
    counts: new Map([...by(odd)].map(([key, group]) => [key, group.length])),
    distinct: [...by(square).values()].map(([first]) => first),
  };
}

test(
  'every operator equals its serial definition, whatever the data, the parts and the item that fails once',
  { timeout: 60_000 },
  () =>
    fc.assert(
      fc.asyncProperty(integers, parts, failure, async (data, count, bad) => {
        expect(await everyOperator(data, count, bad)).toEqual(serially(data));
      }),
      { numRuns: 6 },
    ),
);

test('also when a worker dies in the midst of it', { timeout: 60_000 }, async () => {
  const data = Array.from({ length: 200 }, (_, index) => (index * 7919) % 41);
  const slow = async (n: number): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    return n * n;
  };
  const work = Promise.all([
    cluster.map(slow, data),
    cluster.mapReduce(slow, add, data, { identity: 0 }),
    cluster.sort(data, { by: slow }),
    cluster.groupBy(slow, data),
  ]);
  // Somebody is at work on it by then.
  await cluster.submit(() => 1);
  workers[1]?.kill();
  const [squares, total, sorted, groups] = await work;
  expect(squares).toEqual(data.map((n) => n * n));
  expect(total).toBe(sum(data.map((n) => n * n)));
  expect(sorted).toEqual(data.toSorted((a, b) => a - b));
  expect([...groups.keys()]).toEqual([...new Set(data.map((n) => n * n))]);
  expect(await everyOperator(data, 5, -1)).toEqual(serially(data));
});
