import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Cluster,
  connect,
  OptionError,
  RemoteTaskError,
  UnshippableFunctionError,
} from '../dist/index.js';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await connect({ local: 'always', localThreads: 2 });
});

afterAll(async () => {
  await cluster.close();
});

test('maps an ordinary function with what it captures, results in order', async () => {
  const limit = 4;
  const hash = (text: string): string => createHash('sha256').update(text.slice(0, limit)).digest('hex');
  const texts = Array.from({ length: 500 }, (_, index) => `text ${index}`);
  expect(await cluster.map(hash, texts)).toEqual(texts.map(hash));
});

test('values keep their types both ways', async () => {
  const values = [
    -0,
    12n,
    new Map([[{ a: 1 }, new Set([1])]]),
    new Date(5),
    new Float32Array([1.5]),
    undefined,
  ];
  const back = await cluster.map((value: unknown) => value, values);
  expect(back).toEqual(values);
  expect(Object.is(back[0], -0)).toBe(true);
});

test('async functions, streams in and out, and the context', async () => {
  async function* numbers(): AsyncGenerator<number> {
    for (let n = 0; n < 3000; n += 1) yield n;
  }
  const job = cluster.map(async (n: number, context) => [n * 2, context.index], numbers());
  let next = 0;
  for await (const [double, index] of job) {
    expect([double, index]).toEqual([next * 2, next]);
    next += 1;
  }
  expect(next).toBe(3000);
  expect(job.progress).toMatchObject({ done: 3000, running: 0, total: 3000 });
});

test('a failing item rejects with the remote error, its index and the worker', async () => {
  const fail = (n: number): number => {
    if (n === 7) throw new RangeError('seven', { cause: new TypeError('because') });
    return n;
  };
  const error = await cluster.map(fail, [1, 3, 7, 9]).then(
    () => undefined,
    (thrown: unknown) => thrown as RemoteTaskError,
  );
  expect(error).toBeInstanceOf(RemoteTaskError);
  expect(error).toMatchObject({ index: 2, worker: 'local', attempts: 1, code: 'ZFARM_TASK_FAILED' });
  expect(error?.cause).toBeInstanceOf(RangeError);
  expect(error?.cause).toMatchObject({ message: 'seven', cause: { name: 'TypeError', message: 'because' } });
  expect(error?.stack).toMatch(/library-local\.test/);
});

test('retries give an item another chance', async () => {
  const flaky = (n: number): number => {
    const seen = (globalThis as { seen?: Set<number> }).seen ?? new Set();
    (globalThis as { seen?: Set<number> }).seen = seen;
    if (!seen.has(n)) {
      seen.add(n);
      throw new Error('not yet');
    }
    return n;
  };
  const job = cluster.map(flaky, [1, 2, 3], { retries: 5 });
  expect(await job).toEqual([1, 2, 3]);
  expect(job.stats.retries).toBeGreaterThanOrEqual(3);
});

test('submits run once each and are promises', async () => {
  const add = (a: number, b: number): number => a + b;
  const sums = await Promise.all(Array.from({ length: 2000 }, (_, index) => cluster.submit(add, index, 1)));
  expect(sums).toEqual(Array.from({ length: 2000 }, (_, index) => index + 1));
  await expect(cluster.submit(() => Promise.reject(new Error('no')))).rejects.toMatchObject({
    cause: { message: 'no' },
  });
  let scale = 2;
  const scaled = (n: number): number => n * scale;
  expect(await cluster.submit(scaled, 4)).toBe(8);
  scale = 3;
  expect(await cluster.submit(scaled, 4)).toBe(12);
});

test('many jobs at once share the pool, each with its own results', async () => {
  const jobs = Array.from({ length: 100 }, (_, job) =>
    cluster.map(
      (n: number) => n + job,
      Array.from({ length: 50 }, (_, n) => n),
    ),
  );
  for (const [job, results] of (await Promise.all(jobs)).entries()) {
    expect(results).toEqual(Array.from({ length: 50 }, (_, n) => n + job));
  }
});

test('ordered: false yields every result once, and break ends the job', async () => {
  const seen = new Set<number>();
  for await (const n of cluster.map(
    (n: number) => n,
    Array.from({ length: 5000 }, (_, n) => n),
    { ordered: false },
  )) {
    expect(seen.has(n)).toBe(false);
    seen.add(n);
  }
  expect(seen.size).toBe(5000);
  let cleaned = false;
  function* endless(): Generator<number> {
    try {
      for (let n = 0; ; n += 1) yield n;
    } finally {
      cleaned = true;
    }
  }
  for await (const n of cluster.map((n: number) => n, endless())) if (n === 3000) break;
  expect(cleaned).toBe(true);
});

test('closing a handle in the middle of a job ends both at once', async () => {
  const other = await connect({ local: 'always', localThreads: 1 });
  const spin = (): never => {
    for (;;);
  };
  const ended = other.map(spin, [1, 2, 3]).then();
  await other.close();
  await expect(ended).rejects.toMatchObject({ name: 'ClusterClosedError' });
});

test('a running task is cancelled, and its thread serves on', async () => {
  const spin = (): never => {
    for (;;);
  };
  const task = cluster.submit(spin);
  const job = cluster.map(spin, [1]);
  const ended = job.then();
  setImmediate(() => {
    task.cancel('enough');
    job.cancel('enough');
  });
  await expect(task).rejects.toMatchObject({ name: 'JobCancelledError', reason: 'enough' });
  await expect(ended).rejects.toMatchObject({ reason: 'enough' });
  expect(await cluster.map((n: number) => n, [1, 2, 3])).toEqual([1, 2, 3]);
});

test('an item that ends its thread is poison, by name', async () => {
  const die = (n: number): number => (n === 1 ? process.exit(3) : n);
  await expect(cluster.map(die, [0, 1, 2], { lossesMax: 1 })).rejects.toMatchObject({
    name: 'PoisonTaskError',
    index: 1,
    deaths: [{ how: 'exit' }, { how: 'exit' }],
  });
});

test('big inputs and results survive, and the caller keeps its buffers', async () => {
  const blocks = [new Float64Array(500_000).fill(1.5), new Float64Array(500_000).fill(2.5)];
  const back = await cluster.map((block: Float64Array) => block.map((n) => n * 2), blocks);
  expect(back.map((block) => [block.length, block[499_999]])).toEqual([
    [500_000, 3],
    [500_000, 5],
  ]);
  expect(blocks.map((block) => block[0])).toEqual([1.5, 2.5]);
});

test('what cannot travel and what is not accepted is refused at the call', () => {
  const socket = new WeakMap();
  expect(() => cluster.map(() => socket.has({}), [1])).toThrow(UnshippableFunctionError);
  expect(() => cluster.map((n: number) => n, [1], { ordred: true } as object)).toThrow(OptionError);
});
