import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { ClusterWorker } from '@zfarm/worker';
import { ZreNode } from '@zfarm/zre';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cluster, type ConnectOptions, connect, PingError } from '../dist/index.js';
import { beaconPort } from './support/free-port.js';
import { ofThisUser } from './support/this-user.js';

let port: number;
const name = `test-${randomUUID()}`;
let open: AsyncDisposable[] = [];

beforeEach(() => {
  port = beaconPort();
});

afterEach(async () => {
  await Promise.all(open.map((resource) => resource[Symbol.asyncDispose]()));
  open = [];
});

async function worker(workerName: string, onRefused?: (reason: string) => void): Promise<ClusterWorker> {
  const network = { cluster: name, port, interface: '127.0.0.1' };
  const made = new ClusterWorker({
    threads: 1,
    name: workerName,
    ...network,
    ...(onRefused && { onRefused }),
  });
  open.push(made);
  await made.start();
  return made;
}

async function client(options: ConnectOptions = {}): Promise<Cluster> {
  const made = await connect({ cluster: name, port, interface: '127.0.0.1', local: 'never', ...options });
  open.push(made);
  return made;
}

const spin = (ms: number): number => {
  const until = performance.now() + ms;
  while (performance.now() < until);
  return ms;
};

test('ping answers while tasks run, and fails for a worker that has left', async () => {
  const cluster = await client();
  const alpha = await worker('alpha');
  await cluster.waitForWorkers(1, { timeoutMs: 10_000 });
  const busy = cluster.map(spin, [300]).then();
  expect(await cluster.ping('alpha')).toBeLessThan(300);
  await busy;
  await alpha.stop();
  await expect.poll(() => cluster.workers(), { timeout: 5000 }).toEqual([]);
  await expect(cluster.ping('alpha')).rejects.toBeInstanceOf(PingError);
});

test('a worker of another protocol is told of by a warning that names both versions, and so is a client', async () => {
  const warned = once(process, 'warning');
  const cluster = await client();
  const [future, reasons] = [{ 'X-ZFARM-PROTO': '7-9', 'X-ZFARM-CLUSTER': name }, [] as string[]];
  const headers = { ...future, 'X-ZFARM-ROLE': 'worker', 'X-ZFARM-SLOTS': '4' };
  const strange = new ZreNode({ name: 'tomorrow', headers, interface: '127.0.0.1', ...ofThisUser, port });
  open.push(strange);
  await strange.start();
  expect(await warned).toMatchObject([
    {
      code: 'ZFARM_PROTOCOL_REFUSED',
      message: expect.stringMatching(/^tomorrow speaks task protocol 7-9, this node 1-1/),
    },
  ]);
  expect(cluster.workers()).toEqual([]);
  await worker('alpha', (reason) => reasons.push(reason));
  const visitor = new ZreNode({
    name: 'visitor',
    headers: { ...future, 'X-ZFARM-ROLE': 'client' },
    interface: '127.0.0.1',
    ...ofThisUser,
    port,
  });
  open.push(visitor);
  await visitor.start();
  await expect
    .poll(() => reasons, { timeout: 5000 })
    .toEqual([
      expect.stringMatching(/^visitor speaks task protocol 7-9, this node 1-1: upgrade the older one$/),
    ]);
});

test('two programs share a worker by their weights', async () => {
  const [light, heavy] = [await client(), await client({ weight: 3 })];
  await worker('alpha');
  await Promise.all([light, heavy].map((each) => each.waitForWorkers(1, { timeoutMs: 10_000 })));
  const stop = new AbortController();
  const done = [0, 0];
  const jobs = [light, heavy].map((each, index) =>
    each
      .map(spin, Array<number>(5000).fill(40), {
        signal: stop.signal,
        onProgress: (progress) => {
          done[index] = progress.done;
        },
      })
      .then(undefined, () => undefined),
  );
  await expect.poll(() => Math.min(...done), { timeout: 10_000, interval: 20 }).toBeGreaterThan(3);
  const before = [...done];
  await expect
    .poll(() => (done[0] ?? 0) - (before[0] ?? 0), { timeout: 25_000, interval: 20 })
    .toBeGreaterThan(15);
  const ratio = ((done[1] ?? 0) - (before[1] ?? 0)) / ((done[0] ?? 0) - (before[0] ?? 0));
  stop.abort();
  await Promise.all(jobs);
  // The exact shares are the core's matter; here a busy machine delays what the clients send.
  expect(ratio).toBeGreaterThan(2);
  expect(ratio).toBeLessThan(4);
});
