import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { type Cluster, connect, type Job, runOnCluster, type TaskContext } from '../dist/index.js';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await connect({ local: 'always', localThreads: 2 });
});

afterAll(() => cluster.close());

const odd = (n: number): number => {
  if (n % 2 === 0) throw new RangeError(`${n} is even`);
  return n * 10;
};

describe("onError: 'collect'", () => {
  test('yields an outcome for each item, in order', async () => {
    const job = cluster.map(odd, [1, 2, 3], { onError: 'collect' });
    expectTypeOf(job).toEqualTypeOf<Job<PromiseSettledResult<number>>>();
    expect(await job).toEqual([
      { status: 'fulfilled', value: 10 },
      { status: 'rejected', reason: expect.objectContaining({ name: 'RemoteTaskError', index: 1 }) },
      { status: 'fulfilled', value: 30 },
    ]);
    expect(job.progress).toMatchObject({ done: 2, failed: 1 });
  });

  test('streams them as well', async () => {
    const seen: string[] = [];
    for await (const outcome of cluster.map(odd, [1, 2, 3, 4], { onError: 'collect' }))
      seen.push(outcome.status);
    expect(seen).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  });

  test('keeps the results beside an item that ends its thread or its time', async () => {
    const bad = (n: number): number => {
      if (n === 2) process.exit(7);
      while (n === 4);
      return n;
    };
    const outcomes = await cluster.map(bad, [0, 1, 2, 3, 4, 5, 6], {
      chunk: 7,
      timeout: 200,
      lossesMax: 1,
      onError: 'collect',
    });
    const values = outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value : outcome.reason.name,
    );
    expect(values).toEqual([0, 1, 'PoisonTaskError', 3, 'TaskTimeoutError', 5, 6]);
    expect(outcomes[2]).toMatchObject({
      reason: { deaths: [{ exitCode: 7 }, { how: 'exit', exitCode: 7 }] },
    });
  });
});

describe('a callback', () => {
  test('leaves items out of arrays and streams', async () => {
    const onError = (): 'skip' => 'skip';
    const job = cluster.map(odd, [1, 2, 3, 4, 5], { onError });
    expectTypeOf(job).toEqualTypeOf<Job<number>>();
    expect(await job).toEqual([10, 30, 50]);
    for (const ordered of [true, false]) {
      const seen: number[] = [];
      for await (const n of cluster.map(odd, [1, 2, 3, 4, 5, 6], { onError, ordered })) seen.push(n);
      expect(seen.sort((a, b) => a - b)).toEqual([10, 30, 50]);
    }
  });

  test('puts a value in the place of a result, from the item, also later', async () => {
    const job = cluster.map(odd, [1, 2, 3], {
      onError: async (error, { item, index, attempt }) => {
        expectTypeOf(item).toEqualTypeOf<number>();
        return { value: `${error.name} ${item} ${index} ${attempt}` };
      },
    });
    expectTypeOf(job).toEqualTypeOf<Job<number | string>>();
    expect(await job).toEqual([10, 'RemoteTaskError 2 1 1', 30]);
  });

  test('tries again, or fails the job and cancels the rest', async () => {
    const third = (_: number, { attempt }: TaskContext): number => {
      if (attempt < 3) throw new Error('not yet');
      return attempt;
    };
    const asked: number[] = [];
    const job = cluster.map(third, [1], {
      onError: (_, { attempt }) => {
        asked.push(attempt);
        return attempt < 9 ? 'retry' : 'fail';
      },
    });
    expect(await job).toEqual([3]);
    expect(asked).toEqual([1, 2]);
    await expect(cluster.map(odd, [1, 2, 3], { onError: () => 'fail' })).rejects.toMatchObject({ index: 1 });
  });

  test('that throws ends the job with what it threw', async () => {
    const thrown = new Error('no idea');
    const onError = (): never => {
      throw thrown;
    };
    await expect(cluster.map(odd, [2], { onError })).rejects.toBe(thrown);
  });

  test('decides about items of a stream that have to pass its window', async () => {
    const skipping = cluster.map(
      odd,
      Array.from({ length: 2400 }, (_, n) => n),
      { onError: () => 'skip' },
    );
    let seen = 0;
    for await (const n of skipping) {
      expect(n).toBe((2 * seen + 1) * 10);
      seen += 1;
    }
    expect(seen).toBe(1200);
  });
});

describe('retries', () => {
  const times = async (_: number, { attempt }: TaskContext): Promise<number> => {
    if (attempt < 3) throw new TypeError('once more');
    return attempt;
  };

  test('wait as told, and only for what is worth it', async () => {
    const started = performance.now();
    expect(await cluster.map(times, [1], { retries: 2, retryDelay: 150 })).toEqual([3]);
    expect(performance.now() - started).toBeGreaterThan(300);
    const job = cluster.map(times, [1], { retries: 9, retryOn: ({ cause }) => cause instanceof RangeError });
    await expect(job).rejects.toMatchObject({ name: 'RemoteTaskError', attempts: 1 });
    expect(job.stats.retries).toBe(0);
  });

  test('wait by default, and may be told not to', async () => {
    const job = cluster.map(times, [1], { retries: 2 });
    expect(await job).toEqual([3]);
    expect(job.stats.elapsedMs).toBeGreaterThan(150);
    expect(await cluster.map(times, [1], { retries: 2, retryDelay: 0 })).toEqual([3]);
  });

  test('are for single tasks, too', async () => {
    const third = async (): Promise<number> => {
      const marked = globalThis as { tries?: number };
      marked.tries = (marked.tries ?? 0) + 1;
      throw new Error(`try ${marked.tries}`);
    };
    const retryOn = (): boolean => false;
    await expect(cluster.submitWith({ retries: 2, retryDelay: 1 }, third)).rejects.toMatchObject({
      attempts: 3,
    });
    await expect(cluster.submitWith({ retries: 2, retryOn }, third)).rejects.toMatchObject({ attempts: 1 });
  });
});

test('runOnCluster knows the policy by its type', () => {
  const collecting = () => runOnCluster(odd, [1], { onError: 'collect' });
  const replacing = () => runOnCluster(odd, [1], { onError: () => ({ value: 'none' }) });
  const failing = () => runOnCluster(odd, [1], { retries: 1 });
  expectTypeOf(collecting).returns.toEqualTypeOf<Job<PromiseSettledResult<number>>>();
  expectTypeOf(replacing).returns.toEqualTypeOf<Job<number | string>>();
  expectTypeOf(failing).returns.toEqualTypeOf<Job<number>>();
});
