import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, connect } from '../dist/index.js';

const MEBIBYTE = 1024 * 1024;
let cluster: Cluster;

beforeAll(async () => {
  cluster = await connect({ local: 'always', localThreads: 2 });
});

afterAll(async () => {
  await cluster.close();
});

test('an async iterable of chunks is data', async () => {
  async function* file(): AsyncGenerator<Uint8Array> {
    for (let part = 0; part < 20; part += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      yield new Uint8Array(4 * MEBIBYTE).fill(part);
    }
  }
  const sum = (bytes: Uint8Array): number => bytes.reduce((total, byte) => total + byte, 0);
  const sums = await cluster.map(sum, file());
  expect(sums).toEqual(Array.from({ length: 20 }, (_, part) => part * 4 * MEBIBYTE));
});

test('large items of a generator are pulled little further than they have settled', async () => {
  let pulled = 0;
  let aheadMax = 0;
  function* large(): Generator<Uint8Array> {
    for (; pulled < 500; pulled += 1) {
      aheadMax = Math.max(aheadMax, pulled - job.progress.done);
      yield new Uint8Array(MEBIBYTE);
    }
  }
  const job = cluster.map((bytes: Uint8Array) => bytes.length, large());
  expect(await job).toEqual(new Array(500).fill(MEBIBYTE));
  // 32 MiB that wait to be sent, and two chunks for each thread.
  expect(aheadMax).toBeLessThan(48);
});
