import { randomUUID } from 'node:crypto';
import { ClusterWorker } from '@zfarm/worker';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Cluster, type ConnectOptions, connect, NoWorkersError } from '../dist/index.js';
import { beaconPort } from './support/free-port.js';
import { runScript } from './support/run-script.js';
import { WorkerProcess } from './support/worker-process.js';

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

const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

async function worker(options: { name: string; labels?: Record<string, string> }): Promise<ClusterWorker> {
  const made = new ClusterWorker({ threads: 1, cluster: name, port, interface: '127.0.0.1', ...options });
  open.push(made);
  await made.start();
  return made;
}

async function client(options: ConnectOptions = {}): Promise<Cluster> {
  const made = await connect({ cluster: name, port, interface: '127.0.0.1', local: 'never', ...options });
  open.push(made);
  return made;
}

test('two workers found by beacon share a map', async () => {
  const cluster = await client();
  const [alpha] = await Promise.all([worker({ name: 'alpha' }), worker({ name: 'beta' })]);
  const workers = await cluster.waitForWorkers(2, { timeoutMs: 10_000 });
  expect(new Set(workers.map((each) => each.name))).toEqual(new Set(['alpha', 'beta']));
  expect(workers.find((each) => each.name === 'alpha')).toMatchObject({
    id: alpha.id,
    capacity: { slots: 1 },
  });
  const wait = async (n: number): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    return n * 2;
  };
  const job = cluster.map(
    wait,
    Array.from({ length: 200 }, (_, n) => n),
  );
  expect(await job).toEqual(Array.from({ length: 200 }, (_, n) => n * 2));
  expect(new Set(Object.keys(job.stats.workers))).toEqual(new Set(['alpha', 'beta']));
});

test('connect waits for minWorkers; tasks and errors cross the network', async () => {
  const [cluster] = await Promise.all([
    client({ minWorkers: 1, timeoutMs: 10_000 }),
    worker({ name: 'alpha' }),
  ]);
  expect(await cluster.submit((a: number, b: number) => a ** b, 2, 10)).toBe(1024);
  const block = new Float64Array(200_000).map((_, n) => n);
  const [doubled] = await cluster.map((each: Float64Array) => each.map((n) => 2 * n), [block]);
  expect(doubled?.[199_999]).toBe(399_998);
  const failing = cluster.map(
    (n: number) => {
      throw new RangeError(`no ${n}`);
    },
    [5],
  );
  await expect(failing).rejects.toMatchObject({ index: 0, worker: 'alpha', cause: { name: 'RangeError' } });
});

test('labels choose the worker', async () => {
  const cluster = await client();
  await Promise.all([worker({ name: 'plain' }), worker({ name: 'gpu', labels: { gpu: 'true' } })]);
  await cluster.waitForWorkers(2, { timeoutMs: 10_000 });
  const job = cluster.map((n: number, { worker: on }) => `${n} on ${on}`, [1, 2, 3], {
    requires: { labels: { gpu: true } },
  });
  expect(await job).toEqual(['1 on gpu', '2 on gpu', '3 on gpu']);
});

test('without a worker the job runs at home, and a worker that comes later is used', async () => {
  const cluster = await client({ local: 'auto', localThreads: 1 });
  expect(await cluster.map((n: number) => n + 1, [1, 2])).toEqual([2, 3]);
  expect(cluster.workers().map((each) => each.address)).toEqual(['local']);
  await worker({ name: 'late' });
  await cluster.waitForWorkers(1, { timeoutMs: 10_000 });
  const job = cluster.map((n: number) => n, [1, 2, 3]);
  expect(await job).toEqual([1, 2, 3]);
  expect(job.stats.workers).toEqual({ late: 3 });
});

test('when the last worker is lost in the middle of a job, the rest runs at home', async () => {
  const cluster = await client({ cluster: 'default', local: 'auto', localThreads: 1 });
  const alpha = await WorkerProcess.start({ name: 'alpha', port });
  open.push(alpha);
  await cluster.waitForWorkers(1, { timeoutMs: 10_000 });
  const slow = async (n: number): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return n + 1;
  };
  const job = cluster.map(slow, range(500));
  let count = 0;
  for await (const next of job) {
    count += 1;
    expect(next).toBe(count);
    if (count === 100) alpha.kill();
  }
  expect(count).toBe(500);
  expect(Object.keys(job.stats.workers)).toEqual(['alpha', 'local']);
});

test('the load that a worker shouts arrives', async () => {
  const cluster = await client();
  await worker({ name: 'alpha' });
  await cluster.waitForWorkers(1, { timeoutMs: 10_000 });
  expect(await cluster.map((n: number) => n, [1, 2, 3])).toEqual([1, 2, 3]);
  await vi.waitFor(() => expect(cluster.workers()[0]?.load.itemsDone).toBe(3), { timeout: 5000 });
});

test('another cluster on the same port is not seen', async () => {
  const made = new ClusterWorker({
    threads: 1,
    cluster: 'another',
    port,
    interface: '127.0.0.1',
    name: 'strange',
  });
  open.push(made);
  await made.start();
  const cluster = await client();
  await worker({ name: 'ours' });
  await cluster.waitForWorkers(1, { timeoutMs: 10_000 });
  await expect(cluster.waitForWorkers(2, { timeoutMs: 300 })).rejects.toBeInstanceOf(NoWorkersError);
});

test('1,000 items over two worker processes, one of them killed half way: all right, each once', async () => {
  const cluster = await client({ cluster: 'default' });
  const alpha = await WorkerProcess.start({ name: 'alpha', port });
  open.push(alpha, await WorkerProcess.start({ name: 'beta', port }));
  await cluster.waitForWorkers(2, { timeoutMs: 10_000 });
  const slow = async (n: number): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return n * n;
  };
  const job = cluster.map(
    slow,
    Array.from({ length: 1000 }, (_, n) => n),
  );
  let count = 0;
  for await (const square of job) {
    expect(square).toBe(count * count);
    count += 1;
    if (count === 300) alpha.kill();
  }
  expect(count).toBe(1000);
  expect(job.stats.items).toBe(1000);
  expect(job.stats.requeues).toBeGreaterThan(0);
});

test('a script that uses workers of the network ends right after its last line', async () => {
  await worker({ name: 'alpha' });
  const { code, output, errors, lingeredMs } = await runScript(
    `
    import { runOnCluster } from 'zfarm';
    console.log(await runOnCluster((n, { worker }) => worker + n, [1, 2]));
    console.log('last line');
    `,
    { ZFARM_PORT: String(port), ZFARM_CLUSTER: name },
  );
  expect(errors).toBe('');
  expect(output).toBe("[ 'alpha1', 'alpha2' ]\nlast line\n");
  expect(code).toBe(0);
  expect(lingeredMs).toBeLessThan(1500);
});
