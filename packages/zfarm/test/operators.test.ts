import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, connect } from '../dist/index.js';

// Every operator, by generated data and numbers of parts, against its serial definition: through the codec, two threads and back.

let cluster: Cluster;

beforeAll(async () => {
  cluster = await connect({ local: 'always', localThreads: 2 });
});

afterAll(async () => {
  await cluster.close();
});

const RUNS = { numRuns: 25 };
const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 60 });
const texts = fc.array(fc.string({ maxLength: 4 }), { maxLength: 40 });
const parts = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined });
const even = (n: number): boolean => n % 2 === 0;

test('reduce keeps the order, whatever the parts', () =>
  fc.assert(
    fc.asyncProperty(texts, parts, async (data, count) => {
      const join = (a: string, b: string): string => a + b;
      expect(await cluster.reduce(join, data, { parts: count, identity: '' })).toBe(data.join(''));
    }),
    RUNS,
  ));

test('mapReduce, also with an async mapper', () =>
  fc.assert(
    fc.asyncProperty(texts, parts, async (data, count) => {
      const add = (a: number, b: number): number => a + b;
      const length = async (text: string): Promise<number> => text.length;
      const sum = data.reduce((total, text) => total + text.length, 0);
      expect(await cluster.mapReduce(length, add, data, { parts: count, identity: 0 })).toBe(sum);
    }),
    RUNS,
  ));

test('scan', () =>
  fc.assert(
    fc.asyncProperty(texts, parts, async (data, count) => {
      const join = (a: string, b: string): string => a + b;
      const running = data.map((_, index) => data.slice(0, index + 1).join(''));
      expect(await cluster.scan(join, data, { parts: count })).toEqual(running);
    }),
    RUNS,
  ));

test('filter, reject, partition, count', () =>
  fc.assert(
    fc.asyncProperty(numbers, async (data) => {
      const odd = data.filter((n) => !even(n));
      expect(await cluster.filter(even, data)).toEqual(data.filter(even));
      expect(await cluster.reject(even, new Set(data))).toEqual([...new Set(odd)]);
      expect(await cluster.partition(even, data)).toEqual([data.filter(even), odd]);
      expect(await cluster.count(even, data)).toBe(data.filter(even).length);
    }),
    RUNS,
  ));

test('find, some, every, none', () =>
  fc.assert(
    fc.asyncProperty(numbers, async (data) => {
      const high = (n: number): boolean => n > 40;
      expect(await cluster.find(high, data, { first: true })).toBe(data.find(high));
      const any = await cluster.find(high, data.values());
      expect(any === undefined ? !data.some(high) : data.includes(any) && high(any)).toBe(true);
      expect(await cluster.some(high, data)).toBe(data.some(high));
      expect(await cluster.every(even, data)).toBe(data.every(even));
      expect(await cluster.none(high, data)).toBe(!data.some(high));
    }),
    RUNS,
  ));

test('min and max take the first of several', () =>
  fc.assert(
    fc.asyncProperty(numbers, parts, async (data, count) => {
      const things = data.map((size, place) => ({ size, place }));
      const by = (thing: { size: number }): number => Math.abs(thing.size);
      const sorted = things.toSorted((a, b) => by(a) - by(b) || a.place - b.place);
      const high = things.toSorted((a, b) => by(b) - by(a) || a.place - b.place);
      expect(await cluster.min(things, { by, parts: count })).toBe(sorted[0]);
      expect(await cluster.max(things, { by, parts: count })).toBe(high[0]);
    }),
    RUNS,
  ));

test('sort is stable, by rank and by comparator, up and down', () =>
  fc.assert(
    fc.asyncProperty(numbers, parts, async (data, count) => {
      const things = data.map((size, place) => ({ size: size % 7, place }));
      const by = (thing: { size: number }): number => thing.size;
      const compare = (a: { size: number }, b: { size: number }): number => a.size - b.size;
      expect(await cluster.sort(things, { by, parts: count })).toEqual(things.toSorted(compare));
      expect(await cluster.sort(things, { compare, parts: count })).toEqual(things.toSorted(compare));
      expect(await cluster.sort(things, { by, descending: true, parts: count })).toEqual(
        things.toSorted((a, b) => compare(b, a)),
      );
    }),
    RUNS,
  ));

test('typed arrays sort as they do by themselves', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.double(), { maxLength: 60 }), parts, async (data, count) => {
      const doubles = Float64Array.from([...data, 0, -0, Number.NaN, ...data]);
      const sorted = await cluster.sort(doubles, { parts: count });
      expect(sorted).toEqual(doubles.toSorted());
      expect(
        Object.is(
          sorted.find((n) => n === 0),
          -0,
        ),
      ).toBe(true);
      const bytes = Uint8Array.from(data, (n) => n % 256);
      expect(await cluster.sort(bytes, { descending: true })).toEqual(bytes.toSorted().reverse());
    }),
    RUNS,
  ));

test('groupBy, countBy, distinct', () =>
  fc.assert(
    fc.asyncProperty(texts, parts, async (data, count) => {
      const by = (text: string): number => text.length;
      const groups = new Map<number, string[]>();
      for (const text of data) groups.set(by(text), [...(groups.get(by(text)) ?? []), text]);
      const found = await cluster.groupBy(by, data, { parts: count });
      expect([...found]).toEqual([...groups]);
      expect([...(await cluster.countBy(by, data, { parts: count }))]).toEqual(
        [...groups].map(([key, group]) => [key, group.length]),
      );
      expect(await cluster.distinct(data, { parts: count })).toEqual([...new Set(data)]);
      expect(await cluster.distinct(data, { by, parts: count })).toEqual(
        [...groups.values()].map((group) => group[0]),
      );
    }),
    RUNS,
  ));

test('flatMap, forEach, range, mapInto, zip', async () => {
  const data = [3, 0, 2];
  const spread = (n: number): string[] => Array.from({ length: n }, (_, index) => `${n}.${index}`);
  expect(await cluster.flatMap(spread, data)).toEqual(data.flatMap(spread));
  expect(await cluster.forEach((n: number) => void n, data)).toBeUndefined();
  expect(await cluster.range(5, (n) => n * n)).toEqual([0, 1, 4, 9, 16]);
  const into = new Float64Array(3);
  expect(await cluster.mapInto(into, (n: number) => n / 2, data)).toBe(into);
  expect([...into]).toEqual([1.5, 0, 1]);
});
