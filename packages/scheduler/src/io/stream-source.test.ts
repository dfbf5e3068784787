import { decodeList } from '@zfarm/cluster-core';
import { describe, expect, test, vi } from 'vitest';
import { AHEAD_BYTES_MAX, ITEM_BYTES_UNKNOWN } from './limits.js';
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

describe('items that weigh much', () => {
  /** Three of them exceed the bound. */
  const large = new Uint8Array(0.4 * AHEAD_BYTES_MAX);

  function* sync(): Generator<Uint8Array> {
    for (let n = 0; n < 6; n += 1) yield large;
  }

  async function* async(): AsyncGenerator<Uint8Array> {
    yield* sync();
  }

  test.each([
    ['a synchronous iterable', sync],
    ['an async iterable', async],
  ])('%s is pulled on only as they are sent', async (_, data) => {
    const { source, added } = harness(data());
    source.pull(100);
    await vi.waitFor(() => expect(added).toEqual([[3, false]]));
    source.pull(100);
    await turn();
    expect(added).toHaveLength(1);
    source.encode(0, 1);
    expect(added).toHaveLength(1);
    await vi.waitFor(() =>
      expect(added).toEqual([
        [3, false],
        [1, false],
      ]),
    );
    source.pull(100);
    source.encode(0, 1);
    await turn();
    expect(added).toHaveLength(2);
    source.encode(1, 3);
    await vi.waitFor(() => expect(added.slice(2)).toEqual([[2, true]]));
    expect(source.total).toBe(6);
  });

  test('one that exceeds the bound alone goes, and the next when it has settled or been sent', async () => {
    const { source, added } = harness([1, 2, 3].map(() => new Uint8Array(AHEAD_BYTES_MAX + 1)).values());
    source.pull(2);
    expect(added).toEqual([[1, false]]);
    source.pull(2);
    source.release(0, 1);
    await turn();
    expect(added).toEqual([
      [1, false],
      [1, false],
    ]);
    source.encode(1, 1);
    source.pull(2);
    expect(added).toHaveLength(3);
  });

  test('nothing is pulled for a closed job', async () => {
    const { source, added } = harness(sync());
    source.pull(100);
    source.pull(100);
    source.encode(0, 3);
    source.close();
    await turn();
    expect(added).toHaveLength(1);
  });
});

test('the size of a typical item is what those pulled so far weigh', () => {
  const { source } = harness(['a'.repeat(98), 'a'.repeat(298)].values());
  expect(source.itemBytes).toBe(ITEM_BYTES_UNKNOWN);
  source.pull(1);
  expect(source.itemBytes).toBe(100);
  source.pull(1);
  expect(source.itemBytes).toBe(200);
});

test('an item that cannot be read is told of when it is sent', () => {
  const trap = {
    get part(): never {
      throw new Error('trap');
    },
  };
  const { source, added } = harness([trap].values());
  source.pull(1);
  expect(added).toEqual([[1, false]]);
  expect(() => source.encode(0, 1)).toThrow('trap');
});

/** All that can happen without anything from outside has happened. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
