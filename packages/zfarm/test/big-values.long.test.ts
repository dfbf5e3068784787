import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { ClusterWorker } from '@zfarm/worker';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cluster, connect } from '../dist/index.js';
import { beaconPort } from './support/free-port.js';
import { WorkerProcess } from './support/worker-process.js';

const MEBIBYTE = 1024 * 1024;
let cluster: Cluster;
let worker: WorkerProcess;
let port: number;

beforeEach(async () => {
  port = beaconPort();
  worker = await WorkerProcess.start({ name: 'alpha', port, threads: 2 });
  cluster = await connect({ port, interface: '127.0.0.1', local: 'never', minWorkers: 1 });
});

afterEach(async () => {
  await cluster.close();
  await worker[Symbol.asyncDispose]();
});

function numbers(mebibytes: number): Float64Array<ArrayBuffer> {
  return new Float64Array((mebibytes * MEBIBYTE) / 8).map((_, index) => index * 1.5);
}

/** Takes the memory of a buffer away, as a transfer to a thread that drops it does. */
async function transferAway(view: Uint8Array<ArrayBuffer> | Float64Array<ArrayBuffer>): Promise<void> {
  const thread = new Worker('require("worker_threads").parentPort.once("message", () => process.exit())', {
    eval: true,
  });
  thread.postMessage(view, [view.buffer]);
  await new Promise((resolve) => thread.once('exit', resolve));
}

test('64 MiB travel there and back, and stay what they were here', async () => {
  const values = numbers(64);
  const back = await cluster.submit((each: Float64Array) => each.map((n) => n + 1), values);
  expect(back).toBeInstanceOf(Float64Array);
  expect(back.length).toBe(values.length);
  expect(back.buffer.byteLength).toBe(64 * MEBIBYTE);
  for (let index = 0; index < values.length; index += 1) {
    if (back[index] !== (values[index] as number) + 1) throw new Error(`item ${index} is ${back[index]}`);
  }
  expect(values[values.length - 1]).toBe((values.length - 1) * 1.5);
});

test('small calls pass while big values are on their way, both ways', async () => {
  const echo = (each: Float64Array): Float64Array => each;
  let settled = 0;
  const big = Promise.all(
    [1, 2].map(async () => {
      const back = await cluster.submit(echo, numbers(48));
      settled += 1;
      return back.length;
    }),
  );
  let passed = 0;
  while (settled === 0 && passed < 10_000) {
    expect(await cluster.submit((n: number) => n + 1, passed)).toBe(passed + 1);
    passed += 1;
  }
  expect(await big).toEqual([48 * (MEBIBYTE / 8), 48 * (MEBIBYTE / 8)]);
  expect(passed).toBeGreaterThan(3);
});

test('values of every size around the limits of frames and fragments come back whole', async () => {
  const sizes = [1, 4096, 4097, 65_536, 262_143, 262_144, 262_145, 600_000, 786_433];
  const items = sizes.map((size) => new Uint8Array(size).fill(size % 251));
  const back = await cluster.map((bytes: Uint8Array) => [bytes, bytes.length] as const, items);
  for (const [index, [bytes, length]] of back.entries()) {
    expect(length).toBe(sizes[index]);
    expect(Buffer.compare(bytes, items[index] as Uint8Array)).toBe(0);
  }
});

test('a cancelled value makes way for the next', async () => {
  const handles = Array.from({ length: 6 }, () =>
    cluster.submit((each: Float64Array) => each.length, numbers(32)),
  );
  for (const handle of handles) handle.cancel('not needed');
  await Promise.all(handles.map((handle) => expect(handle).rejects.toThrow('not needed')));
  expect(await cluster.submit((each: Float64Array) => each.length, numbers(8))).toBe(MEBIBYTE);
});

test('a thread that dies under a big value: its item is tried again, with its value', async () => {
  const job = cluster.map(
    (each: Float64Array, context) => {
      if (context.attempt === 1) process.exit(3);
      return each[each.length - 1];
    },
    [numbers(4), numbers(2)],
    { lossesMax: 2 },
  );
  expect(await job).toEqual([(4 * MEBIBYTE) / 8 - 1, (2 * MEBIBYTE) / 8 - 1].map((n) => n * 1.5));
});

test('a buffer may be transferred to a thread as soon as its task has ended', async () => {
  for (let round = 0; round < 10; round += 1) {
    const values = new Uint8Array(3 * MEBIBYTE).fill(round);
    const back = await cluster.submit((bytes: Uint8Array) => bytes, values);
    await Promise.all([transferAway(values), transferAway(back as Uint8Array<ArrayBuffer>)]);
    expect(values.length).toBe(0);
  }
});

test('a buffer that is detached while it is being sent fails its task by name', async () => {
  const values = numbers(256);
  const task = cluster.submit((each: Float64Array) => each.length, values);
  const failed = expect(task).rejects.toMatchObject({ name: 'UnshippableValueError' });
  await new Promise((resolve) => setImmediate(resolve));
  structuredClone(values, { transfer: [values.buffer] });
  await failed;
  expect(await cluster.submit((n: number) => n, 1)).toBe(1);
});

test('views on a big pool travel alone, and small ones do not share what is written later', async () => {
  const pool = Buffer.alloc(8 * MEBIBYTE, 7);
  const views = Array.from({ length: 40 }, (_, index) => pool.subarray(index * 1000, index * 1000 + 1000));
  const job = cluster.map(
    (bytes: Buffer) => [bytes.length, bytes.buffer.byteLength <= 8192, bytes[0]] as const,
    views,
  );
  pool.fill(9);
  expect(await job).toEqual(views.map(() => [1000, true, 7]));
});

test('copied data may be changed, or transferred away, as soon as it has been passed', async () => {
  const blocks = [new Uint8Array(3 * MEBIBYTE).fill(1), new Uint8Array(100).fill(2)] as const;
  const job = cluster.map((bytes: Uint8Array) => [bytes.length, bytes[0]], blocks, { copy: true });
  blocks[1].fill(9);
  await transferAway(blocks[0]);
  expect(await job).toEqual([
    [3 * MEBIBYTE, 1],
    [100, 2],
  ]);
});

test('a task that yields the same buffer again and again keeps it', async () => {
  const job = cluster.map(
    (n: number) => {
      const store = globalThis as { scratch?: Float64Array };
      store.scratch ??= new Float64Array(200_000);
      store.scratch.fill(n);
      return store.scratch;
    },
    [1, 2, 3, 4, 5],
  );
  const back = await job;
  expect(back.map((each) => [each.length, each[0], each[199_999]])).toEqual(
    [1, 2, 3, 4, 5].map((n) => [200_000, n, n]),
  );
});

test('memory that two items share goes back with neither, and what a task adds to its own comes back', async () => {
  const shared = new Float64Array(200_000).fill(1);
  const double = (each: Float64Array) => {
    for (let index = 0; index < each.length; index += 1) each[index] = (each[index] as number) * 2;
    return [each, each.length] as const;
  };
  for (const data of [[shared, shared, shared], [shared]]) {
    const back = await cluster.map(double, data, { chunk: data.length });
    for (const [each, length] of back) expect([each.length, length]).toEqual([200_000, 200_000]);
    expect(back[0]?.[0][199_999]).toBe(2);
  }
  expect(shared[0]).toBe(1);
});

test('a worker that drains sends what it has first', async () => {
  const name = `drain-${randomUUID()}`;
  const drained = new ClusterWorker({
    threads: 1,
    cluster: name,
    port,
    interface: '127.0.0.1',
    name: 'drained',
  });
  await drained.start();
  const client = await connect({
    cluster: name,
    port,
    interface: '127.0.0.1',
    local: 'never',
    minWorkers: 1,
  });
  try {
    const task = client.submit(() => new Float64Array(4_000_000).fill(2));
    await client.submit(() => 1);
    await drained.drain();
    const back = await task;
    expect([back.length, back[3_999_999]]).toEqual([4_000_000, 2]);
  } finally {
    await client.close();
    await drained.stop();
  }
});
