import { decodeList } from '@zfarm/cluster-core';
import { expect, test, vi } from 'vitest';
import { StreamSource } from './stream-source.js';

function harness(data: Iterable<unknown> | AsyncIterable<unknown>): {
  source: StreamSource;
  added: [number, boolean][];
  errors: unknown[];
} {
  const added: [number, boolean][] = [];
  const errors: unknown[] = [];
  const source = new StreamSource(data, {
    added: (count, ended) => added.push([count, ended]),
    broken: (error) => errors.push(error),
  });
  return { source, added, errors };
}

test('takes from a synchronous iterable at once, no more than asked for', () => {
  const { source, added } = harness(
    new Map([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]).keys(),
  );
  source.pull(2);
  expect(added).toEqual([[2, false]]);
  source.pull(2);
  expect(added).toEqual([
    [2, false],
    [1, true],
  ]);
  expect(source.total).toBe(3);
  expect(decodeList(source.encode(1, 2))).toEqual([2, 3]);
});

test('answers each request once, and keeps what comes later for the next', async () => {
  const gates: ((value: IteratorResult<string, undefined>) => void)[] = [];
  const data: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise((resolve) => gates.push(resolve)) }),
  };
  const { source, added } = harness(data);
  const arrive = (value: string): void => gates.shift()?.({ done: false, value });
  source.pull(10);
  arrive('a');
  await vi.waitFor(() => expect(added).toEqual([[1, false]]));
  arrive('b');
  await Promise.resolve();
  await Promise.resolve();
  expect(added).toHaveLength(1);
  source.pull(10);
  expect(added).toEqual([
    [1, false],
    [1, false],
  ]);
  source.pull(10);
  gates.shift()?.({ done: true, value: undefined });
  await vi.waitFor(() => expect(added.at(-1)).toEqual([0, true]));
});

test('closing lets an iterator clean up, and forgets what it still brings', async () => {
  let cleaned = false;
  async function* data(): AsyncGenerator<number> {
    try {
      for (let n = 0; ; n += 1) yield n;
    } finally {
      cleaned = true;
    }
  }
  const { source, added } = harness(data());
  source.pull(5);
  await vi.waitFor(() => expect(added).toEqual([[5, false]]));
  source.close();
  await vi.waitFor(() => expect(cleaned).toBe(true));
  expect(added).toHaveLength(1);
  expect(source.total).toBeUndefined();
});

test('an error of the iterator is told once', async () => {
  const late = harness(
    (async function* () {
      yield 1;
      throw new Error('late');
    })(),
  );
  late.source.pull(10);
  await vi.waitFor(() => expect(late.errors).toEqual([new Error('late')]));
  expect(late.added).toEqual([]);
  const unmakable = harness({
    [Symbol.iterator]: () => {
      throw new Error('unmakable');
    },
  });
  unmakable.source.pull(1);
  expect(unmakable.errors).toEqual([new Error('unmakable')]);
});
