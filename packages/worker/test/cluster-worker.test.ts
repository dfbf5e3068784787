import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  announcementHeaders,
  decodeLoad,
  type Load,
  memberGroup,
  PeerLinks,
  type ToClient,
  type ToWorker,
  watchGroup,
} from '@zfarm/cluster-core';
import { resolveSecurity, secureNodeOptions } from '@zfarm/security';
import { ZreNode } from '@zfarm/zre';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ClusterWorker, type ClusterWorkerOptions, WorkerOptionError } from '../dist/index.js';
import { numbers } from './local-bench.js';
import { TestClient } from './test-client.js';

const LOOPBACK = '127.0.0.1';
const CLUSTER = 'test';
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, LOOPBACK);
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

function startWorker(port: number, options: ClusterWorkerOptions = {}): ClusterWorker {
  const worker = new ClusterWorker({
    name: 'w',
    threads: 1,
    cluster: CLUSTER,
    interface: LOOPBACK,
    port,
    ...options,
  });
  stops.push(() => worker.stop());
  return worker;
}

interface NetworkClient {
  readonly client: TestClient;
  readonly node: ZreNode;
  readonly loads: Load[];
  /** Resolves with the first load told that is as wanted. */
  load(wanted: (load: Load) => boolean): Promise<Load>;
}

async function startClient(port: number): Promise<NetworkClient> {
  const node = new ZreNode({
    name: 'c',
    headers: announcementHeaders({ role: 'client', cluster: CLUSTER }),
    ...secureNodeOptions(resolveSecurity({ interface: LOOPBACK }, process.env)),
    interface: LOOPBACK,
    port,
    intervalMs: 100,
  });
  const client = new TestClient();
  const loads: Load[] = [];
  const waiting: { wanted: (load: Load) => boolean; resolve: (load: Load) => void }[] = [];
  node.on('shout', ({ group, content }) => {
    const load =
      group === watchGroup(CLUSTER) && content[0] !== undefined ? decodeLoad(content[0]) : undefined;
    if (load === undefined) return;
    loads.push(load);
    for (const { wanted, resolve } of waiting) if (wanted(load)) resolve(load);
  });
  const links = new PeerLinks<ToWorker, ToClient>({
    whisper: (peer, content) => node.whisper(peer, content),
    drop: (peer) => node.drop(peer),
    cluster: CLUSTER,
    role: 'client',
    handler: client,
    now: () => performance.now(),
  });
  node.on('enter', (event) => links.entered(event));
  node.on('exit', (event) => links.exited(event));
  node.on('whisper', (event) => links.whispered(event));
  stops.push(async () => {
    links.close();
    await node.stop();
  });
  node.join(memberGroup(CLUSTER));
  node.join(watchGroup(CLUSTER));
  await node.start();
  const load = (wanted: (load: Load) => boolean): Promise<Load> => {
    const heard = loads.find(wanted);
    return heard === undefined
      ? new Promise((resolve) => waiting.push({ wanted, resolve }))
      : Promise.resolve(heard);
  };
  return { client, node, loads, load };
}

describe('cluster worker', () => {
  it('is found, tells its capacity, runs an attempt, and tells its load', async () => {
    const port = await freeUdpPort();
    const { client, load } = await startClient(port);
    const worker = startWorker(port, { labels: { room: '3' } });
    await worker.start();
    await client.linked;
    expect(client.link?.peer).toMatchObject({
      id: worker.id,
      name: 'w',
      capacity: { slots: 1, labels: { room: '3' } },
    });
    const { results } = await client.run((n: number) => n * n, numbers(1000)).outcome;
    expect([...results.values()]).toEqual(numbers(1000).map((n) => n * n));
    expect(await load(({ itemsDone }) => itemsDone === 1000)).toEqual({
      busySlots: 0,
      queuedAttempts: 0,
      itemsDone: 1000,
      draining: false,
      itemsFailed: 0,
      busyMs: expect.any(Number),
      rssBytes: expect.any(Number),
      heapBytes: expect.any(Number),
    });
    expect(worker.stats()).toMatchObject({
      busyBySlot: [false],
      itemsDone: 1000,
      clients: 1,
      drops: {},
      threadDeaths: {},
    });
  });

  it('tells its load to one who comes later, though nothing changes', async () => {
    const port = await freeUdpPort();
    const worker = startWorker(port);
    await worker.start();
    const { load } = await startClient(port);
    expect(await load(() => true)).toMatchObject({ busySlots: 0, itemsDone: 0 });
  });

  it('carries values of megabytes both ways', async () => {
    const port = await freeUdpPort();
    const { client } = await startClient(port);
    await startWorker(port).start();
    await client.linked;
    const item = new Float64Array(500_000).map((_, index) => index);
    const { results } = await client.run(
      (values: Float64Array) => values.map((value) => value + 1),
      [item, item],
    ).outcome;
    expect(results.size).toBe(2);
    expect((results.get(1) as Float64Array)[499_999]).toBe(500_000);
    expect(item.length).toBe(500_000);
  });

  it('drains: finishes what runs, hands back the queue, tells it all before it says goodbye', async () => {
    const port = await freeUdpPort();
    const { client } = await startClient(port);
    const worker = startWorker(port);
    await worker.start();
    await client.linked;
    const started = client.hear((message) => message.kind === 'started');
    const slow = (n: number): number => {
      const until = performance.now() + 20;
      while (performance.now() < until);
      return n;
    };
    const running = client.run(slow, numbers(5));
    const queued = client.run(slow, numbers(5), 5);
    await started;
    await worker.drain();
    await worker.closed;
    expect((await queued.outcome).ended).toBe('cut');
    expect((await running.outcome).results.size).toBe(5);
    await client.unlinked;
    expect(worker.stats().itemsDone).toBe(5);
  });

  it('drops the work of a client that leaves', async () => {
    const port = await freeUdpPort();
    const leaving = await startClient(port);
    const staying = await startClient(port);
    const worker = startWorker(port, { cancelGraceMs: 50 });
    await worker.start();
    await Promise.all([leaving.client.linked, staying.client.linked]);
    const started = leaving.client.hear((message) => message.kind === 'started');
    leaving.client.run(() => {
      for (;;);
    }, [0]);
    await started;
    await leaving.node.stop();
    const { results } = await staying.client.run((n: number) => n, [6]).outcome;
    expect(results.get(0)).toBe(6);
    expect(worker.stats().clients).toBe(1);
  });

  it('takes a variable that is set to nothing as not set', () => {
    vi.stubEnv('ZFARM_CLUSTER', '');
    vi.stubEnv('ZFARM_INTERFACE', '');
    vi.stubEnv('ZFARM_PORT', '');
    try {
      expect(new ClusterWorker({ threads: 1 }).cluster).toBe('default');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('says which option is wrong, and fails a start without an interface', async () => {
    expect(() => new ClusterWorker({ cluster: '' })).toThrow(WorkerOptionError);
    expect(() => new ClusterWorker({ port: 0 })).toThrow(TypeError);
    const worker = startWorker(5670, { interface: 'none9' });
    await expect(worker.start()).rejects.toThrow('none9');
    await worker.closed;
  });
});
