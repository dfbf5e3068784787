import { expect, test } from 'vitest';
import { JobHarness } from '../test/support/job-harness.js';
import { JobCancelledError, JobModeError, PoisonTaskError, RemoteTaskError } from './errors.js';

const double = (item: unknown): unknown => (item as number) * 2;
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('awaiting a job gives all results in the order of the data', async () => {
  const harness = new JobHarness();
  harness.worker('w1').serve(double);
  harness.worker('w2').serve(double);
  const job = harness.job<number>(range(5000));
  expect(await job).toEqual(range(5000).map((n) => n * 2));
  expect(job.progress).toEqual({ done: 5000, failed: 0, running: 0, partial: 0, total: 5000 });
  expect(job.stats.items).toBe(5000);
  const byWorker = Object.values(job.stats.workers).reduce((sum, items) => sum + items, 0);
  expect(byWorker).toBe(5000);
  expect(job.stats.bytes.sent).toBeGreaterThan(5000 * 8);
});

test('an empty job is an empty list, awaited or iterated', async () => {
  const harness = new JobHarness();
  expect(await harness.job([])).toEqual([]);
  expect(await collect(harness.job([]))).toEqual([]);
  expect(await harness.job(new Set())).toEqual([]);
  expect(await harness.job((function* () {})())).toEqual([]);
});

test('iterables and async iterables of unknown length are mapped whole', async () => {
  const harness = new JobHarness();
  harness.worker().serve(double);
  function* numbers(): Generator<number> {
    yield* range(3000);
  }
  async function* later(): AsyncGenerator<number> {
    yield* range(3000);
  }
  const expected = range(3000).map((n) => n * 2);
  expect(await harness.job(numbers())).toEqual(expected);
  expect(await harness.job(later())).toEqual(expected);
  expect(await collect(harness.job(later()))).toEqual(expected);
  expect(await harness.job(new Float32Array([1.5, 2.5]))).toEqual([3, 5]);
});

test('iterated in order by default, and as results come with ordered: false', async () => {
  const harness = new JobHarness();
  const slow = harness.worker('slow');
  const fast = harness.worker('fast');
  const ordered = harness.job<number>([1, 2], {
    policy: { retries: 0, lossesMax: 3, failFast: true, chunkItems: 1 },
  });
  const unordered = harness.job<number>([1, 2], {
    ordered: false,
    policy: { retries: 0, lossesMax: 3, failFast: true, chunkItems: 1 },
  });
  const inOrder = collect(ordered);
  const asTheyCome = collect(unordered);
  for (const worker of [slow, fast]) worker.open.sort((a, b) => b.first - a.first || a.job - b.job);
  const assigns = [...slow.open.map((a) => [slow, a] as const), ...fast.open.map((a) => [fast, a] as const)];
  assigns.sort(([, a], [, b]) => b.first - a.first);
  expect(assigns).toHaveLength(4);
  for (const [worker, assign] of assigns) worker.answer(assign, double);
  expect(await inOrder).toEqual([2, 4]);
  expect(await asTheyCome).toEqual([4, 2]);
});

test('the first use fixes the mode', async () => {
  const harness = new JobHarness();
  harness.worker().serve(double);
  const awaited = harness.job<number>([1]);
  await awaited;
  expect(await awaited).toEqual([2]);
  expect(() => awaited[Symbol.asyncIterator]()).toThrow(JobModeError);
  const iterated = harness.job<number>([1]);
  expect(await collect(iterated)).toEqual([2]);
  expect(() => iterated.then()).toThrow(JobModeError);
  expect(() => iterated[Symbol.asyncIterator]()).toThrow(JobModeError);
});

test('a job that has ended before anyone asked still gives its results', async () => {
  const harness = new JobHarness();
  harness.worker().serve(double);
  const runs = [harness.run<number>([1, 2]), harness.run<number>([3])];
  await Promise.all(runs.map((run) => run.begin()));
  const { Job } = await import('./job.js');
  const [first, second] = runs.map((run) => new Job(run));
  expect(await first).toEqual([2, 4]);
  expect(second && (await collect(second))).toEqual([6]);
});

test('a failing item rejects with what the function threw, the index and the worker', async () => {
  const harness = new JobHarness();
  const worker = harness.worker().serve((item) => {
    if (item === 3) throw new RangeError('three is too much');
    return item;
  });
  const error = await harness.job(range(10)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(RemoteTaskError);
  const failure = error as RemoteTaskError;
  expect(failure).toMatchObject({
    name: 'RemoteTaskError',
    code: 'ZFARM_TASK_FAILED',
    index: 3,
    attempts: 1,
  });
  expect(failure.worker).toBe(worker.link.peer.name);
  expect(failure.message).toBe('item 3 failed on worker name-of-w1: RangeError: three is too much');
  expect(failure.cause).toBeInstanceOf(RangeError);
  expect((failure.cause as Error).message).toBe('three is too much');
  expect(failure.stack).toContain('at remote.ts:1:2');
});

test('a failure reaches the loop after the results that come before it', async () => {
  const harness = new JobHarness();
  harness.worker().serve((item) => {
    if (item === 2) throw new Error('two');
    return item;
  });
  const seen: unknown[] = [];
  const loop = async (): Promise<void> => {
    for await (const item of harness.job([0, 1, 2, 3])) seen.push(item);
  };
  await expect(loop()).rejects.toThrow('item 2 failed');
  expect(seen).toEqual([0, 1]);
});

test('a thrown value that is no error stands in the cause', async () => {
  const harness = new JobHarness();
  harness.worker().serve(() => {
    throw 'plainly';
  });
  await expect(harness.job([1])).rejects.toMatchObject({
    message: 'item 0 failed on worker name-of-w1: plainly',
    cause: 'plainly',
  });
});

test('an item under which workers die is given up with each death', async () => {
  const harness = new JobHarness();
  const policy = { retries: 0, lossesMax: 1, failFast: true };
  const job = harness.job([7], { policy });
  const result = job.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  for (const id of ['w1', 'w2']) {
    const worker = harness.worker(id);
    const [assign] = worker.open;
    if (assign === undefined) throw new Error('nothing was assigned');
    worker.say({ kind: 'started', attempt: assign.attempt });
    worker.disconnect();
  }
  const error = (await result) as PoisonTaskError;
  expect(error).toBeInstanceOf(PoisonTaskError);
  expect(error.deaths.map(({ worker, how }) => [worker, how])).toEqual([
    ['name-of-w1', 'worker-lost'],
    ['name-of-w2', 'worker-lost'],
  ]);
  expect(error.index).toBe(0);
  expect(job.stats.requeues).toBe(1);
});

test('cancel ends the job with the reason, and what was sent is called back', async () => {
  const harness = new JobHarness();
  const worker = harness.worker();
  const job = harness.job(range(10));
  const outcome = job.then();
  job.cancel('changed my mind');
  await expect(outcome).rejects.toMatchObject({ name: 'JobCancelledError', reason: 'changed my mind' });
  await expect(outcome).rejects.toBeInstanceOf(JobCancelledError);
  expect(worker.received.some((message) => message.kind === 'cancel')).toBe(true);
  job.cancel('again');
});

test('a value that cannot travel fails the job and names the item', async () => {
  const harness = new JobHarness();
  harness.worker().serve(double);
  const data = [1, 2, { deep: { onDone: () => 1 } }];
  await expect(harness.job(data)).rejects.toMatchObject({
    name: 'UnshippableValueError',
    path: 'item 2 .deep.onDone',
  });
  async function* late(): AsyncGenerator<unknown> {
    yield* range(50);
    yield Symbol('s');
  }
  await expect(harness.job(late())).rejects.toMatchObject({ name: 'UnshippableValueError', path: 'item 50' });
});

test('an iterator that throws rejects the job with just that', async () => {
  const harness = new JobHarness();
  harness.worker().serve(double);
  const broken = new Error('the disk is gone');
  function* data(): Generator<number> {
    yield 1;
    throw broken;
  }
  async function* late(): AsyncGenerator<number> {
    yield 1;
    throw broken;
  }
  await expect(harness.job(data())).rejects.toBe(broken);
  await expect(harness.job(late())).rejects.toBe(broken);
  await expect(collect(harness.job(late()))).rejects.toBe(broken);
});

test('progress is told, at the end too; a callback that throws fails the job', async () => {
  const harness = new JobHarness();
  harness.worker().serve(double);
  const told: number[] = [];
  await harness.job(range(100), { onProgress: ({ done }) => told.push(done) });
  expect(told.at(-1)).toBe(100);
  const oops = new Error('no bar here');
  const failing = harness.job(range(100), {
    onProgress: () => {
      throw oops;
    },
  });
  await expect(failing).rejects.toBe(oops);
});

test('small data is copied when the job is made', async () => {
  const harness = new JobHarness();
  const data = [{ n: 1 }, { n: 2 }];
  const bytes = Buffer.from([1, 2, 3]);
  const job = harness.job<number>(data);
  const views = harness.job<number>(bytes);
  for (const item of data) item.n = 99;
  bytes.fill(99);
  data.push({ n: 3 });
  harness.worker().serve((item) => (typeof item === 'number' ? item : (item as { n: number }).n));
  expect(await job).toEqual([1, 2]);
  expect(await views).toEqual([1, 2, 3]);
});
