import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, connect, type TaskContext } from '../dist/index.js';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await connect({ local: 'always', localThreads: 1 });
});

afterAll(() => cluster.close());

/** Answers with the thread it runs in, which is marked at its first item. */
const thread = (): number => {
  const marked = globalThis as { mark?: number };
  marked.mark ??= Math.random();
  return marked.mark;
};

describe('a time limit of items', () => {
  test('ends an endless loop and names the item', async () => {
    const spin = (n: number): number => {
      while (n === 3);
      return n * 2;
    };
    await expect(cluster.map(spin, [1, 2, 3], { timeout: 50 })).rejects.toMatchObject({
      name: 'TaskTimeoutError',
      code: 'ZFARM_TASK_TIMEOUT',
      index: 2,
      timeout: 50,
      attempts: 1,
      message: expect.stringContaining('time limit of 50 ms'),
    });
  });

  test('costs a task that honours its signal no thread', async () => {
    const [before] = await cluster.map(thread, [0]);
    const patient = async (_: number, { signal }: TaskContext): Promise<unknown> =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await expect(cluster.map(patient, [0], { timeout: 30 })).rejects.toMatchObject({
      name: 'TaskTimeoutError',
      cause: { name: 'TimeoutError' },
    });
    expect(await cluster.map(thread, [0])).toEqual([before]);
  });

  test('is seen by a loop that polls its signal, and a late result does not count', async () => {
    const polling = (_: number, { signal }: TaskContext): string => {
      while (!signal.aborted);
      return 'too late';
    };
    const late = cluster.map(polling, [1], { timeout: 20 });
    await expect(late).rejects.toSatisfy((error: Error) => !('cause' in error));
  });

  test('counts for each try, and tries are counted by retries', async () => {
    const slowAtFirst = async (_: number, { attempt }: TaskContext): Promise<number> => {
      if (attempt < 3) await new Promise(() => {});
      return attempt;
    };
    expect(await cluster.map(slowAtFirst, [1], { timeout: 20, retries: 2 })).toEqual([3]);
    const never = cluster.map(slowAtFirst, [1], { timeout: 20, retries: 1 });
    await expect(never).rejects.toMatchObject({ name: 'TaskTimeoutError', attempts: 2 });
  });

  test('does not count the setup', async () => {
    const setup = (): Promise<string> => new Promise((resolve) => setTimeout(resolve, 150, 'ready'));
    const job = cluster.map((_: number, context: TaskContext<string>) => context.setup, [1], {
      setup,
      timeout: 50,
    });
    expect(await job).toEqual(['ready']);
  });
});

describe('a time limit of a job', () => {
  test('ends it and says how far it came, and its slot serves on', async () => {
    const slow = (n: number, { signal }: TaskContext): Promise<number> =>
      new Promise((resolve, reject) => {
        setTimeout(resolve, n, n);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const job = cluster.map(slow, [1, 1, 10_000, 1], { chunk: 1, jobTimeout: 300 });
    await expect(job).rejects.toMatchObject({
      name: 'JobTimeoutError',
      code: 'ZFARM_JOB_TIMEOUT',
      timeout: 300,
      progress: { done: 2, failed: 0, total: 4 },
      message: expect.stringMatching(/within its time limit of 300 ms: 2 items done, 0 failed, .* of 4/),
    });
    expect(await cluster.map(thread, [0])).toHaveLength(1);
  });

  test('counts also while the job waits for its admission', async () => {
    await using other = await connect({ local: 'always', localThreads: 1, maxConcurrentJobs: 1 });
    const first = other.map(() => new Promise(() => {}), [1]);
    first.then(undefined, () => {});
    const second = other.map((n: number) => n, [1], { jobTimeout: 50 });
    await expect(second).rejects.toMatchObject({ name: 'JobTimeoutError' });
    first.cancel();
  });
});
