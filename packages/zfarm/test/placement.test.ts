import { randomUUID } from 'node:crypto';
import { ClusterWorker, type ClusterWorkerOptions } from '@zfarm/worker';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cluster, type ConnectOptions, connect, UnmatchedRequirementsError } from '../dist/index.js';
import { privateNetwork, startWorker, zfarm } from './cli-process.js';
import { beaconPort } from './support/free-port.js';

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

async function worker(options: ClusterWorkerOptions): Promise<void> {
  const made = new ClusterWorker({ threads: 1, cluster: name, port, interface: '127.0.0.1', ...options });
  open.push(made);
  await made.start();
}

async function client(options: ConnectOptions = {}): Promise<Cluster> {
  const made = await connect({ cluster: name, port, interface: '127.0.0.1', local: 'never', ...options });
  open.push(made);
  return made;
}

/** Says when it ran, on one clock for all threads of this machine. */
const timed = async (ms: number): Promise<{ from: number; to: number }> => {
  const from = performance.timeOrigin + performance.now();
  await new Promise((resolve) => setTimeout(resolve, ms));
  return { from, to: performance.timeOrigin + performance.now() };
};

/** Most that ran at the same time. */
function overlap(spans: readonly { from: number; to: number }[]): number {
  return Math.max(
    ...spans.map(({ from }) => spans.filter((span) => span.from <= from && from < span.to).length),
  );
}

test('memory, slots and resources choose the worker', async () => {
  const cluster = await client();
  await Promise.all([
    worker({ name: 'small', threads: 2, memory: '1GB' }),
    worker({ name: 'big', threads: 2, memory: '8GB' }),
    worker({ name: 'licensed', threads: 1, memory: '1GB', resources: { license: 1 } }),
  ]);
  const workers = await cluster.waitForWorkers(3, { timeoutMs: 10_000 });
  expect(workers.find((each) => each.name === 'licensed')?.capacity).toMatchObject({
    memoryBytes: 1e9,
    resources: { license: 1 },
  });
  const where = (_: number, { worker: on }: { worker: string }): string => on;
  const on = async (requires: object): Promise<Set<string>> =>
    new Set(await cluster.map(where, [1, 2, 3, 4], { requires, chunk: 1 }));
  expect(await on({ memory: '2GB', slots: 2 })).toEqual(new Set(['big']));
  expect(await on({ resources: { license: 1 } })).toEqual(new Set(['licensed']));
});

test('no more runs at once than what is reserved allows', async () => {
  const cluster = await client();
  await worker({ name: 'alpha', threads: 4, memory: '1GB', resources: { license: 3 } });
  await cluster.waitForWorkers(1, { timeoutMs: 10_000 });
  const spans = (requires: object) => cluster.map(timed, Array<number>(8).fill(60), { requires, chunk: 1 });
  expect(overlap(await spans({ slots: 2 }))).toBe(2);
  expect(overlap(await spans({ memory: '600MB' }))).toBe(1);
  expect(overlap(await spans({ resources: { license: 1 } }))).toBeLessThanOrEqual(3);
  expect(overlap(await spans({}))).toBeGreaterThan(2);
});

test('one resource is shared by two clients, and both get it', async () => {
  const [one, two] = [await client(), await client()];
  await worker({ name: 'alpha', threads: 2, resources: { license: 1 } });
  await Promise.all([one, two].map((each) => each.waitForWorkers(1, { timeoutMs: 10_000 })));
  const requires = { resources: { license: 1 } };
  const spans = await Promise.all(
    [one, two].map((each) => each.map(timed, Array<number>(6).fill(10), { requires, chunk: 1 })),
  );
  expect(overlap(spans.flat())).toBe(1);
});

test('what no worker can ever meet fails, and says what is there', async () => {
  const cluster = await client();
  await worker({ name: 'plain', memory: '1GB' });
  await cluster.waitForWorkers(1, { timeoutMs: 10_000 });
  const job = cluster.map((n: number) => n, [1], {
    requires: { labels: { gpu: true }, memory: '2GB' },
    unmatchedMs: 100,
  });
  const error = await job.then(undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnmatchedRequirementsError);
  expect(error).toMatchObject({
    workers: [{ name: 'plain', slots: 1, memoryBytes: 1e9, missing: ['label gpu=true', '1.9 GiB memory'] }],
  });
});

test('zfarm worker announces memory and resources, and refuses nonsense', async () => {
  const network = await privateNetwork();
  await using served = await startWorker([
    '--name',
    'red',
    '--memory',
    '1.5GiB',
    '--resource',
    'license=2',
    ...network,
  ]);
  expect(served.stdout).toContain('red serves');
  const { stdout } = await zfarm(['nodes', '--json', ...network]);
  expect(JSON.parse(stdout)).toMatchObject([
    { name: 'red', memoryBytes: 1.5 * 2 ** 30, resources: { license: 2 } },
  ]);
  for (const [args, complaint] of [
    [['--memory', 'lots'], /such as '512MB'/],
    [['--resource', 'license'], /name=number, as in license=2/],
    [['--resource', 'a=1', '--resource', 'a=2'], /"a" is there already/],
  ] as const) {
    const { code, stderr } = await zfarm(['worker', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(complaint);
  }
});
