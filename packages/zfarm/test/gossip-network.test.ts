/** Nodes that hear none of each other's beacons, for each has a UDP port of its own: they meet by a hub. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterWorker } from '@zfarm/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, observe } from '../dist/index.js';
import { zfarm } from './cli-process.js';

let folder = '';
let nextPort = 21_000 + (process.pid % 20_000);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zfarm-gossip-'));
  expect((await zfarm(['keygen', '--out', join(folder, 'cluster.key')])).code).toBe(0);
});

afterAll(() => rm(folder, { recursive: true }));

async function freeHub(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

const ways = [
  ['in the clear', () => ({ insecure: true })],
  [
    'by the key of the cluster, with no more than the address',
    () => ({ keyFile: join(folder, 'cluster.key') }),
  ],
] as const;

function place(safety: object): { cluster: string; interface: string; port: number } {
  return { ...safety, cluster: 'gossip', interface: '127.0.0.1', port: nextPort++ };
}

test.each(ways)('two workers, a program and an onlooker meet by a hub alone, %s', async (_, safety) => {
  const hub = await freeHub();
  await using first = new ClusterWorker({
    ...place(safety()),
    name: 'first',
    threads: 1,
    gossip: { bind: hub },
  });
  await using second = new ClusterWorker({
    ...place(safety()),
    name: 'second',
    threads: 1,
    gossip: { connect: [hub] },
  });
  await Promise.all([first.start(), second.start()]);
  await using cluster = await connect({
    ...place(safety()),
    gossip: { connect: [hub.replace('127.0.0.1', 'localhost')] },
    minWorkers: 2,
    timeoutMs: 10_000,
    local: 'never',
  });
  expect(await cluster.map((n: number) => n * n, [1, 2, 3])).toEqual([1, 4, 9]);
  await using observer = await observe({ ...place(safety()), gossip: { connect: [hub] } });
  await expect
    .poll(() => observer.nodes().map(({ name }) => name), { timeout: 10_000 })
    .toEqual(expect.arrayContaining(['first', 'second']));
});

test.each(ways)('without the hub those who met go on; with it back others come, %s', async (_, safety) => {
  const hub = await freeHub();
  const hubWorker = (): ClusterWorker =>
    new ClusterWorker({ ...place(safety()), name: 'hub', threads: 1, gossip: { bind: hub } });
  const before = hubWorker();
  await using worker = new ClusterWorker({
    ...place(safety()),
    name: 'worker',
    threads: 1,
    gossip: { connect: [hub] },
  });
  await Promise.all([before.start(), worker.start()]);
  const here = (): object => ({ ...place(safety()), gossip: { connect: [hub] }, local: 'never' as const });
  await using early = await connect({ ...here(), minWorkers: 2, timeoutMs: 10_000 });
  await before.stop();
  expect(await early.map((n: number) => n + 1, [1])).toEqual([2]);
  await using late = await connect(here());
  expect(late.workers()).toEqual([]);
  await using after = hubWorker();
  await after.start();
  await late.waitForWorkers(2, { timeoutMs: 15_000 });
  await early.waitForWorkers(2, { timeoutMs: 15_000 });
  expect(
    late
      .workers()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(['hub', 'worker']);
});

/** As the router before a private network, or the published port of a container: what comes to `host` is passed on to `to`. */
async function forwarder(host: string, to: number): Promise<{ at: string; passed(): number; close(): void }> {
  const pairs: Socket[] = [];
  const server = createServer((outer) => {
    const inner = createConnection(to, '127.0.0.1');
    pairs.push(outer, inner);
    for (const socket of [outer, inner]) socket.on('error', () => socket.destroy());
    outer.pipe(inner).pipe(outer);
  }).listen(0, host);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const close = (): void => {
    server.close();
    for (const socket of pairs) socket.destroy();
  };
  return { at: `${host}:${port}`, passed: () => pairs.length / 2, close };
}

test.each(ways)('a worker is reached at what it advertises, %s', async (_, safety) => {
  const [hub, listen] = [await freeHub(), (await freeHub()).split(':')[1] ?? ''];
  const way = await forwarder('127.0.0.2', Number(listen));
  await using worker = new ClusterWorker({
    ...place(safety()),
    threads: 1,
    gossip: { bind: hub },
    listen,
    advertise: way.at,
  });
  await worker.start();
  expect(worker.endpoint).toBe(`tcp://${way.at}`);
  await using cluster = await connect({
    ...place(safety()),
    gossip: { connect: [hub] },
    minWorkers: 1,
    timeoutMs: 10_000,
    local: 'never',
  });
  expect(await cluster.map((n: number) => n * n, [1, 2, 3])).toEqual([1, 4, 9]);
  expect(cluster.workers().map(({ address }) => address)).toEqual([`tcp://${way.at}`]);
  expect(way.passed()).toBeGreaterThan(0);
  way.close();
});

test('whoever waits for workers is told of a hub that does not answer', async () => {
  const hub = await freeHub();
  const gossip = { connect: [hub] };
  const waiting = connect({
    ...place({ insecure: true }),
    gossip,
    local: 'never',
    minWorkers: 1,
    timeoutMs: 200,
  });
  await expect(waiting).rejects.toThrow(`The gossip hub ${hub} does not answer`);
});

test('a hub that cannot be is wrong usage, and what to write is said', async () => {
  const { code, stderr } = await zfarm(['nodes', '--insecure', '--gossip', 'nowhere']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/host and port, as in 10\.0\.0\.5:5700/);
});
