import { afterEach, beforeEach, expect, test } from 'vitest';
import { ScriptedWorker } from '../test/support/scripted-worker.js';
import { Cluster } from './cluster.js';
import type { ClusterEvent } from './cluster-event.js';
import type { NetworkListener } from './io/cluster-network.js';
import { EventTranslation } from './io/event-translation.js';

let cluster: Cluster;
let listener: NetworkListener;

beforeEach(async () => {
  cluster = new Cluster(
    { local: 'never' },
    {
      openNetwork: () => ({
        self: 'A'.repeat(32),
        start: (told) => {
          listener = told;
          return Promise.resolve();
        },
        close: () => Promise.resolve(),
      }),
    },
  );
  await cluster.ready;
});

afterEach(() => cluster.close());

function worker(id: string): ScriptedWorker {
  return new ScriptedWorker(listener.links, id).connect();
}

/** Without what differs from run to run. */
function told(events: readonly ClusterEvent[]): object[] {
  return events.map((event) => {
    const { at, ...rest } = event;
    expect(at).toBeGreaterThan(1.7e12);
    return 'tookMs' in rest ? { ...rest, tookMs: 0 } : rest;
  });
}

async function eventsUntilClosed(stream: AsyncIterable<ClusterEvent>): Promise<ClusterEvent[]> {
  await cluster.close();
  const events: ClusterEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

test('a job is told of from its start to its end, with its chunks', async () => {
  const stream = cluster.events();
  worker('w1').serve((item) => item);
  await cluster.map(
    function twice(n: number) {
      return 2 * n;
    },
    [1],
  );
  const job = { job: 1, jobName: 'twice' };
  const place = { worker: 'w1', workerName: 'name-of-w1' };
  expect(told(await eventsUntilClosed(stream))).toEqual([
    { type: 'worker-joined', ...place, slots: 1, local: false },
    { type: 'job-started', ...job, items: 1, nested: false },
    { type: 'chunk-assigned', ...job, ...place, attempt: 1, first: 0, items: 1, tries: 0 },
    { type: 'job-ended', ...job, outcome: 'completed' },
  ]);
});

test('a failure is told, then what becomes of its item', async () => {
  const stream = cluster.events();
  worker('w1').serve(() => {
    throw new Error('no');
  });
  const options = { retries: 1, retryDelay: 0, onError: 'collect' } as const;
  await cluster.map((n: number) => n, [1], options);
  const types = (await eventsUntilClosed(stream)).map(({ type }) => type);
  expect(types.filter((type) => !type.startsWith('chunk') && !type.startsWith('worker'))).toEqual([
    'job-started',
    'attempt-failed',
    'retry',
    'attempt-failed',
    'item-failed',
    'job-ended',
  ]);
});

test('what a lost worker had is requeued, and counted for it', async () => {
  const first = worker('w1');
  const job = cluster.map((n: number) => n, [1, 2]);
  const done = job.then();
  await Promise.resolve();
  expect(first.open).toHaveLength(2);
  const stream = cluster.events();
  worker('w2').serve((item) => item);
  first.disconnect();
  await done;
  const events = await eventsUntilClosed(stream);
  expect(events.filter(({ type }) => type === 'requeued')).toMatchObject([
    { worker: 'w1', items: 1, reason: 'lost' },
    { worker: 'w1', items: 1, reason: 'lost' },
  ]);
  const [lost, other] = cluster.stats().workers;
  expect(lost).toMatchObject({ id: 'w1', state: 'left', chunksAssigned: 2, itemsDone: 0, requeues: 2 });
  expect(lost).not.toHaveProperty('inFlight');
  expect(other).toMatchObject({ id: 'w2', itemsDone: 2, requeues: 0 });
  expect(cluster.stats().totals).toMatchObject({ chunksAssigned: 4, itemsDone: 2, requeues: 2 });
});

test('chunks that are given up are told one by one when a job is cancelled', async () => {
  const slow = worker('w1');
  const job = cluster.map((n: number) => n, [1, 2]);
  const ended = job.then();
  await Promise.resolve();
  const stream = cluster.events();
  job.cancel('enough');
  await expect(ended).rejects.toThrow('enough');
  expect(slow.open).toHaveLength(2);
  expect((await eventsUntilClosed(stream)).map(({ type }) => type)).toEqual([
    'cancel',
    'cancel',
    'job-ended',
  ]);
  expect(cluster.stats().jobs).toEqual({ running: 0, completed: 0, failed: 0, cancelled: 1 });
});

test('the statistics are plain data: counts, what is in flight, and how long chunks took', async () => {
  const one = worker('w1');
  const job = cluster.map((n: number) => n, [1, 2, 3]);
  const done = job.then();
  await Promise.resolve();
  expect(cluster.stats().workers[0]?.inFlight).toEqual({ chunks: 2, items: 2, slots: 2, credit: 1000 });
  expect(cluster.stats().totals.roundTrip).toMatchObject({ count: 0, p50Ms: 0 });
  one.serve((item) => item);
  await done;
  const stats = cluster.stats();
  expect(JSON.parse(JSON.stringify(stats))).toEqual(stats);
  expect(stats.jobs).toEqual({ running: 0, completed: 1, failed: 0, cancelled: 0 });
  const [counts] = stats.workers;
  expect(counts).toMatchObject({ itemsDone: 3, failures: 0, state: 'present' });
  expect(counts?.bytes.sent).toBeGreaterThan(0);
  expect(counts?.bytes.received).toBeGreaterThan(0);
  const { roundTrip, run, chunksDone } = stats.totals;
  expect(roundTrip.count).toBe(chunksDone);
  expect(chunksDone).toBeGreaterThan(0);
  expect(run.p50Ms).toBeGreaterThan(0.9);
  expect(run.p50Ms).toBeLessThan(1.1);
  expect(job.stats).toMatchObject({ items: 3, failures: 0, deaths: 0, retracted: 0 });
  expect(job.stats.chunks).toBe(stats.totals.chunksAssigned);
});

test('no event is made while nobody listens, nor after the last listener is off', async () => {
  const made = { inputs: 0, outputs: 0 };
  const { ofInput, ofOutput } = EventTranslation.prototype;
  EventTranslation.prototype.ofInput = function (...args) {
    made.inputs += 1;
    return ofInput.apply(this, args);
  };
  EventTranslation.prototype.ofOutput = function (...args) {
    made.outputs += 1;
    return ofOutput.apply(this, args);
  };
  try {
    worker('w1').serve((item) => item);
    await cluster.map((n: number) => n, [1, 2, 3]);
    expect(made).toEqual({ inputs: 0, outputs: 0 });
    const heard = (): void => {};
    cluster.on('job-ended', heard);
    await cluster.map((n: number) => n, [1]);
    expect(made.outputs).toBeGreaterThan(0);
    cluster.off('job-ended', heard);
    const before = made.outputs;
    await cluster.map((n: number) => n, [1]);
    expect(made.outputs).toBe(before);
  } finally {
    Object.assign(EventTranslation.prototype, { ofInput, ofOutput });
  }
});

test('a listener may use the cluster, also for the next job', async () => {
  worker('w1').serve((item) => item);
  const next = new Promise<number[]>((resolve) => {
    cluster.on('job-ended', ({ job }) => {
      if (job === 1) resolve(cluster.map((n: number) => n, [7]));
    });
  });
  await cluster.map((n: number) => n, [1]);
  expect(await next).toEqual([7]);
});

test('a listener that would never be called, or could not be, is refused at once', () => {
  expect(() => cluster.on('job-end' as never, () => {})).toThrow(
    /^on: there is no event 'job-end'\. The events are: worker-joined, /,
  );
  expect(() => cluster.on('job-ended', undefined as never)).toThrow('the listener must be a function');
  expect(() => cluster.off('toString' as never, () => {})).toThrow("off: there is no event 'toString'");
});

test('a kill with an option it does not have ends nothing', () => {
  expect(() => cluster.kill('night', { dryrun: true } as never)).toThrow("kill: there is no option 'dryrun'");
  expect(cluster.kill('night', { dryRun: true })).toBe(0);
});
