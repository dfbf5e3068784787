import { randomUUID } from 'node:crypto';
import { ClusterWorker } from '@zfarm/worker';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cluster, type ClusterEvent, type ConnectOptions, connect, observe } from '../dist/index.js';
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

async function worker(workerName: string): Promise<ClusterWorker> {
  const network = { cluster: name, port, interface: '127.0.0.1' };
  const made = new ClusterWorker({ threads: 1, name: workerName, ...network });
  open.push(made);
  await made.start();
  return made;
}

async function client(options: ConnectOptions = {}): Promise<Cluster> {
  const made = await connect({ cluster: name, port, interface: '127.0.0.1', local: 'never', ...options });
  open.push(made);
  return made;
}

const wait = (ms: number): Promise<number> => new Promise((resolve) => setTimeout(resolve, ms, ms));

test('the pool of this process: every event of a job with a failure, and the counts that fit them', async () => {
  const cluster = await client({ local: 'always', localThreads: 1 });
  const stream = cluster.events();
  const job = cluster.map(
    function odd(n: number) {
      if (n % 2 === 0) throw new Error(`${n} is even`);
      return n;
    },
    [1, 2, 3],
    { onError: 'collect', retries: 1, retryDelay: 0 },
  );
  expect((await job).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const stats = cluster.stats();
  await cluster.close();
  const events: ClusterEvent[] = [];
  for await (const event of stream) events.push(event);
  expect(stream.dropped).toBe(0);
  const of = (type: ClusterEvent['type']): ClusterEvent[] => events.filter((event) => event.type === type);
  expect(of('worker-joined')).toMatchObject([{ local: true, slots: 1 }]);
  expect(of('job-started')).toMatchObject([{ job: job.id, jobName: 'odd', items: 3, nested: false }]);
  expect(of('attempt-failed')).toMatchObject([{ item: 1, fault: 'task' }, { item: 1 }]);
  expect(of('retry')).toMatchObject([{ item: 1 }]);
  expect(of('item-failed')).toMatchObject([{ item: 1, reason: 'task' }]);
  expect(of('job-ended')).toMatchObject([{ job: job.id, outcome: 'completed' }]);
  expect(stats.totals).toMatchObject({ itemsDone: 2, failures: 2, retries: 1, deaths: 0 });
  expect(stats.totals.chunksAssigned).toBe(of('chunk-assigned').length);
  expect(stats.jobs).toMatchObject({ running: 0, completed: 1 });
  expect(job.stats).toMatchObject({ items: 3, failures: 2, retries: 1, chunks: stats.totals.chunksAssigned });
});

test('two workers: both are told of and counted; what a lost one had is requeued', {
  timeout: 30_000,
}, async () => {
  const cluster = await client();
  const stream = cluster.events();
  const [alpha] = await Promise.all([worker('alpha'), worker('beta')]);
  await cluster.waitForWorkers(2, { timeoutMs: 10_000 });
  expect(
    await cluster.map(
      wait,
      Array.from({ length: 8 }, () => 5),
    ),
  ).toHaveLength(8);
  const { workers, totals } = cluster.stats();
  expect(workers.map((each) => each.name).sort()).toEqual(['alpha', 'beta']);
  expect(workers.reduce((sum, { itemsDone }) => sum + itemsDone, 0)).toBe(8);
  expect(totals.itemsDone).toBe(8);
  expect(totals.run.p50Ms).toBeGreaterThan(4);
  expect(totals.roundTrip.maxMs).toBeGreaterThanOrEqual(totals.run.p50Ms);
  expect(workers.every(({ inFlight }) => (inFlight?.credit ?? 0) > 0)).toBe(true);

  const job = cluster.map(wait, [400, 400, 400, 400]);
  const ended = job.then();
  for await (const event of stream) {
    if (event.type === 'chunk-assigned' && event.job === job.id && event.worker === alpha.id) break;
  }
  const requeued = new Promise((resolve) => cluster.on('requeued', resolve));
  const left = new Promise((resolve) => cluster.on('worker-left', resolve));
  await alpha.stop();
  expect(await requeued).toMatchObject({
    worker: alpha.id,
    workerName: 'alpha',
    job: job.id,
    reason: 'lost',
  });
  expect(await left).toMatchObject({ worker: alpha.id, workerName: 'alpha' });
  expect(await ended).toEqual([400, 400, 400, 400]);
  const lost = cluster.stats().workers.find(({ id }) => id === alpha.id);
  expect(lost).toMatchObject({ state: 'left' });
  expect(lost?.requeues).toBe(job.stats.requeues);
});

test('an observer sees the nodes, the load of a worker and the jobs of a client, and tells nobody what to do', async () => {
  const observer = await observe({ cluster: name, port, interface: '127.0.0.1' });
  open.push(observer);
  const events = observer.events();
  const [cluster, alpha] = await Promise.all([client({ name: 'boss' }), worker('alpha')]);
  await cluster.waitForWorkers(1, { timeoutMs: 10_000 });
  await expect.poll(() => observer.nodes().length, { timeout: 10_000 }).toBe(2);
  expect(observer.nodes()).toMatchObject([
    { id: alpha.id, name: 'alpha', role: 'worker', capacity: { slots: 1 } },
    { name: 'boss', role: 'client' },
  ]);
  const ended = cluster
    .map(
      function nap(ms: number) {
        return new Promise((resolve) => setTimeout(resolve, ms, ms));
      },
      [300, 300, 300, 300],
    )
    .then();
  const seen = { running: false, ended: false, busy: false };
  for await (const { type, node } of events) {
    seen.busy ||= type === 'load-changed' && node.load?.busySlots === 1 && (node.load.rssBytes ?? 0) > 1e6;
    for (const job of node.jobs?.jobs ?? []) {
      expect(job).toMatchObject({ job: 1, name: 'nap', total: 4, failed: 0 });
      seen.running ||= job.running > 0 && job.outcome === undefined;
      seen.ended ||= job.outcome === 'completed' && job.done === 4;
    }
    if (seen.running && seen.ended && seen.busy) break;
  }
  expect(await ended).toHaveLength(4);
  const left = new Promise((resolve) => observer.on('node-left', resolve));
  await alpha.stop();
  await left;
  expect(observer.nodes()).toMatchObject([{ name: 'boss' }]);
});

test('an observer that asks for it is told of chunks and failures of the jobs of others, by name and with stacks', async () => {
  const observer = await observe({ cluster: name, port, interface: '127.0.0.1', trace: true });
  open.push(observer);
  const events = observer.events();
  const [cluster, alpha] = await Promise.all([client({ name: 'boss' }), worker('alpha')]);
  await cluster.waitForWorkers(1, { timeoutMs: 10_000 });
  await expect.poll(() => observer.nodes().length, { timeout: 10_000 }).toBe(2);
  // The client has to have heard as well that somebody asks.
  const seen = { items: 0, fault: false };
  for (let turn = 0; turn < 100 && !(seen.fault && seen.items > 0); turn += 1) {
    await cluster.map(
      function brittle(n: number) {
        if (n === 2) throw new RangeError(`${n} is too much`);
        return n;
      },
      [1, 2, 3],
      { onError: 'collect' },
    );
    const { value: event } = await events[Symbol.asyncIterator]().next();
    if (event?.type !== 'traced') continue;
    const { chunks, faults, jobs, workers } = event.trace;
    expect(event.node.name).toBe('boss');
    for (const { job, worker: on, items } of chunks) {
      expect([jobs.get(job), on, workers.get(on)]).toEqual(['brittle', alpha.id, 'alpha']);
      seen.items += items;
    }
    for (const fault of faults) {
      expect(fault).toMatchObject({ item: 1, worker: 'alpha', final: true, name: 'RangeError' });
      expect(fault.stack).toContain('observing.test.ts');
      seen.fault = true;
    }
  }
  expect(seen.fault).toBe(true);
  expect(seen.items).toBeGreaterThan(0);
});
