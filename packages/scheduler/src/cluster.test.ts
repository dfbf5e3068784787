import { afterEach, expect, test, vi } from 'vitest';
import { type ItemScript, ScriptedWorker } from '../test/support/scripted-worker.js';
import { Cluster } from './cluster.js';
import type { ClusterParts } from './cluster-parts.js';
import { connect } from './connect.js';
import { ClusterClosedError, JobCancelledError, NoWorkersError, RemoteTaskError } from './errors.js';
import type { ClusterNetwork, NetworkListener } from './io/cluster-network.js';
import { OptionError } from './option-error.js';

const call: ItemScript = (args) => (args as number[]).reduce((sum, arg) => sum + arg, 0);
const add = (...numbers: number[]): number => numbers.reduce((sum, number) => sum + number, 0);
const clusters: Cluster[] = [];

/** A cluster whose local pool is a scripted worker and whose network is a scripted one. */
function scripted(
  options: ConstructorParameters<typeof Cluster>[0] = {},
  start: () => Promise<void> = () => Promise.resolve(),
): {
  cluster: Cluster;
  local: () => ScriptedWorker;
  listener: () => NetworkListener;
  networks: () => number;
} {
  let local: ScriptedWorker | undefined;
  let listener: NetworkListener | undefined;
  let networks = 0;
  const network: ClusterNetwork = {
    self: 'A'.repeat(32),
    start: (told) => {
      listener = told;
      return start();
    },
    close: () => Promise.resolve(),
  };
  const parts: ClusterParts = {
    openLocal: (_, handler) => {
      local = new ScriptedWorker(handler, 'local').connect();
      return { close: () => Promise.resolve() };
    },
    openNetwork: () => {
      networks += 1;
      return network;
    },
  };
  const cluster = new Cluster(options, parts);
  clusters.push(cluster);
  return {
    cluster,
    local: () => present(local),
    listener: () => present(listener),
    networks: () => networks,
  };
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is not there yet');
  return value;
}

afterEach(async () => {
  await Promise.all(clusters.splice(0).map((cluster) => cluster.close()));
});

test("local: 'always' maps at home and opens no network", async () => {
  const { cluster, local, networks } = scripted({ local: 'always' });
  const job = cluster.map((n: number) => n + 1, [1, 2, 3]);
  await Promise.resolve();
  await Promise.resolve();
  local().serve((item) => (item as number) + 1);
  expect(await job).toEqual([2, 3, 4]);
  expect(networks()).toBe(0);
  expect(cluster.workers()).toMatchObject([{ id: 'local', address: 'local', load: { busySlots: 0 } }]);
});

test('tasks submitted in one turn travel as one assign, and their promises settle one by one', async () => {
  const { cluster, listener } = scripted({ local: 'never' });
  await cluster.ready;
  const worker = new ScriptedWorker(listener().links, 'w1').connect().serve(call);
  const handles = Array.from({ length: 100 }, (_, index) => cluster.submit(add, index, 1));
  expect(cluster.activity).toBe('running');
  expect(await Promise.all(handles)).toEqual(handles.map((_, index) => index + 1));
  const assigns = worker.received.filter((message) => message.kind === 'assign');
  expect(assigns.length).toBeLessThan(100);
  expect(new Set(assigns.map(({ job }) => job)).size).toBe(1);
  await Promise.resolve();
  expect(cluster.activity).toBe('idle');
});

test('submits one after another share a job while some are in flight, and end it when none is', async () => {
  const { cluster, listener } = scripted({ local: 'never' });
  await cluster.ready;
  const worker = new ScriptedWorker(listener().links, 'w1').connect().serve(call);
  for (let round = 0; round < 5; round += 1) expect(await cluster.submit(add, round, round)).toBe(2 * round);
  const puts = worker.received.filter((message) => message.kind === 'code-put');
  expect(puts).toHaveLength(1);
});

test('a task that fails rejects its own handle only', async () => {
  const { cluster, listener } = scripted({ local: 'never' });
  await cluster.ready;
  new ScriptedWorker(listener().links, 'w1').connect().serve((args) => {
    if ((args as number[])[0] === 1) throw new TypeError('not one');
    return call(args);
  });
  const [good, bad, other] = [cluster.submit(add, 0), cluster.submit(add, 1), cluster.submit(add, 2)];
  await expect(bad).rejects.toBeInstanceOf(RemoteTaskError);
  await expect(bad).rejects.toMatchObject({ cause: { name: 'TypeError', message: 'not one' } });
  expect(await good).toBe(0);
  expect(await other).toBe(2);
});

test('a handle cancels its task, before and after it was sent', async () => {
  const { cluster, listener } = scripted({ local: 'never' });
  await cluster.ready;
  const early = cluster.submit(add, 1);
  early.cancel('at once');
  await expect(early).rejects.toMatchObject({ name: 'JobCancelledError', reason: 'at once' });
  const worker = new ScriptedWorker(listener().links, 'w1').connect();
  const late = cluster.submit(add, 1);
  await Promise.resolve();
  expect(worker.open).toHaveLength(1);
  late.cancel();
  await expect(late).rejects.toBeInstanceOf(JobCancelledError);
  expect(worker.received.at(-1)).toMatchObject({ kind: 'cancel' });
  expect(late.catch(() => {})).not.toHaveProperty('cancel');
});

test('an argument that cannot travel rejects its own handle only', async () => {
  const { cluster, listener } = scripted({ local: 'never' });
  await cluster.ready;
  new ScriptedWorker(listener().links, 'w1').connect().serve(() => 'done');
  const take = (value: unknown): string => String(value);
  const args = [1, Symbol('s'), () => 1, { f: () => 1 }, { s: Symbol('s') }, { f: 1 }];
  const refused = { reason: { name: 'UnshippableValueError' } };
  const done = { value: 'done' };
  const settled = await Promise.allSettled(args.map((arg) => cluster.submit(take, arg)));
  expect(settled).toMatchObject([done, refused, refused, refused, refused, done]);
});

test('closing ends what is in flight, and the handle takes nothing more', async () => {
  const { cluster } = scripted({ local: 'never' });
  const job = cluster.map((n: number) => n, [1]).then();
  const task = cluster.submit(add, 1);
  const unobserved = cluster.submit(add, 2);
  const wait = cluster.waitForWorkers(1);
  await cluster.close();
  await expect(job).rejects.toBeInstanceOf(ClusterClosedError);
  await expect(task).rejects.toBeInstanceOf(ClusterClosedError);
  await expect(wait).rejects.toBeInstanceOf(ClusterClosedError);
  expect(unobserved).toBeInstanceOf(Promise);
  expect(() => cluster.map((n: number) => n, [1])).toThrow(ClusterClosedError);
  expect(() => cluster.submit(add, 1)).toThrow(ClusterClosedError);
});

test('a network that cannot be joined fails the jobs with its own error', async () => {
  const failure = new Error('there is no interface eth9');
  const { cluster } = scripted({ local: 'never' }, () => Promise.reject(failure));
  await expect(cluster.map((n: number) => n, [1])).rejects.toBe(failure);
  await expect(cluster.ready).rejects.toBe(failure);
});

test('minWorkers and waitForWorkers count workers of the network', async () => {
  const { cluster, listener } = scripted();
  await cluster.ready;
  const two = cluster.waitForWorkers(2);
  new ScriptedWorker(listener().links, 'w1').connect();
  await expect(cluster.waitForWorkers(2, { timeoutMs: 0 })).rejects.toMatchObject({ wanted: 2, found: 1 });
  new ScriptedWorker(listener().links, 'w2').connect();
  expect(await two).toMatchObject([{ id: 'w1', name: 'name-of-w1' }, { id: 'w2' }]);
  const aborted = AbortSignal.abort(new Error('enough'));
  await expect(cluster.waitForWorkers(3, { signal: aborted })).rejects.toThrow('enough');
  const alone = scripted({ local: 'always' }).cluster;
  await expect(alone.waitForWorkers(1)).rejects.toBeInstanceOf(NoWorkersError);
});

test('the load that a worker shouts is shown', async () => {
  const { cluster, listener } = scripted();
  await cluster.ready;
  new ScriptedWorker(listener().links, 'w1').connect();
  const load = { busySlots: 1, queuedAttempts: 2, itemsDone: 3, draining: false };
  listener().loadChanged('w1', load);
  listener().loadChanged('nobody', load);
  expect(cluster.workers()).toMatchObject([{ id: 'w1', load }]);
});

test('a signal cancels its job, also when it is aborted already', async () => {
  const { cluster } = scripted({ local: 'never' });
  const controller = new AbortController();
  const job = cluster.map((n: number) => n, [1], { signal: controller.signal });
  controller.abort('stop it');
  await expect(job).rejects.toMatchObject({ name: 'JobCancelledError', reason: 'stop it' });
  const late = cluster.map((n: number) => n, [1], { signal: AbortSignal.abort('was stopped') });
  await expect(late).rejects.toMatchObject({ reason: 'was stopped' });
});

test('maxConcurrentJobs holds jobs back and admits them by priority', async () => {
  const { cluster, listener } = scripted({ local: 'never', maxConcurrentJobs: 1 });
  await cluster.ready;
  const worker = new ScriptedWorker(listener().links, 'w1').connect();
  const order: string[] = [];
  const map = (name: string, priority: number): Promise<unknown> =>
    cluster.map((n: string) => n, [name], { priority }).then(() => order.push(name));
  const jobs = [map('first', 0), map('low', 1), map('high', 2)];
  await vi.waitFor(() => expect(worker.open).toHaveLength(1));
  worker.serve((item) => item);
  await Promise.all(jobs);
  expect(order).toEqual(['first', 'high', 'low']);
});

test('options and data it does not accept are refused at once, by name', () => {
  const { cluster } = scripted({ local: 'never' });
  const same = (n: unknown): unknown => n;
  const map = (options: object): unknown => cluster.map(same, [1], options);
  expect(() => map({ orderd: false })).toThrow(
    "there is no option 'orderd'. The options are: ordered, chunk",
  );
  expect(() => map({ chunk: 0 })).toThrow("option 'chunk' accepts a whole number from 1 to 65536, not 0");
  expect(() => map({ retries: '3' })).toThrow(OptionError);
  expect(() => map({ requires: { labels: { gpu: null } } })).toThrow(TypeError);
  expect(() => map({ requires: { label: {} } })).toThrow("there is no option 'label'");
  expect(() => cluster.map(same, 'text')).toThrow('[...text]');
  expect(() => cluster.map(same, 5 as never)).toThrow(OptionError);
  expect(() => new Cluster({ local: 'sometimes' as never })).toThrow("accepts 'auto', 'never', 'always'");
  expect(() => new Cluster({ local: 'always', minWorkers: 1 })).toThrow(OptionError);
  expect(() => new Cluster({ port: 70_000 })).toThrow("option 'port'");
});

test('connect resolves with minWorkers and closes again when they do not come', async () => {
  let closed = 0;
  const network: ClusterNetwork = {
    self: 'A'.repeat(32),
    start: () => Promise.resolve(),
    close: () => {
      closed += 1;
      return Promise.resolve();
    },
  };
  const parts = { openNetwork: (): ClusterNetwork => network };
  await expect(connect({ minWorkers: 1, timeoutMs: 0 }, parts)).rejects.toBeInstanceOf(NoWorkersError);
  expect(closed).toBe(1);
  await using cluster = await connect({}, parts);
  expect(cluster.options).toMatchObject({ cluster: 'default', interface: '127.0.0.1', port: 5670 });
});

test('requirements that no worker here meets fail the job, with what is there and what is missing', async () => {
  const { cluster, listener } = scripted({ local: 'never' });
  await cluster.ready;
  const offer = { slots: 2, memoryBytes: 2 ** 30, labels: { room: '3' }, resources: { license: 1 } };
  new ScriptedWorker(listener().links, 'w1', offer).connect().serve((item) => item);
  const job = cluster.map((n: number) => n, [1], {
    requires: { labels: { gpu: true }, memory: '2GiB', slots: 2, resources: { license: 3 } },
    unmatchedMs: 20,
  });
  await expect(job).rejects.toMatchObject({
    name: 'UnmatchedRequirementsError',
    code: 'ZFARM_UNMATCHED_REQUIREMENTS',
    message:
      'For 0.02 s there has been no worker that offers label gpu=true, 2 slots, 2 GiB memory, resource license=3. ' +
      'Here: name-of-w1 (2 slots, 1 GiB memory, label room=3, resource license=1) ' +
      'lacks label gpu=true, 2 GiB memory, resource license=3. Start one that has what is missing ' +
      '(see zfarm worker --help), require less, or raise unmatchedMs to wait longer.',
    workers: [{ name: 'name-of-w1', missing: ['label gpu=true', '2 GiB memory', 'resource license=3'] }],
  });
  const met = { requires: { labels: { room: 3 }, memory: '1GB', slots: 2, resources: { license: 1 } } };
  expect(await cluster.map((n: number) => n, [7], met)).toEqual([7]);
});

test('with nobody here, unmatchedMs bounds the wait', async () => {
  const { cluster } = scripted({ local: 'never' });
  await expect(cluster.map((n: number) => n, [1], { unmatchedMs: 0 })).rejects.toThrow(
    'No worker at all is here.',
  );
});

test("local: 'always' refuses at once what this process does not offer", () => {
  const { cluster } = scripted({ local: 'always', localThreads: 2 });
  const map = (requires: object): unknown => cluster.map((n: number) => n, [1], { requires });
  expect(() => map({ labels: { gpu: true } })).toThrow('does not offer label gpu=true');
  expect(() => map({ resources: { license: 1 } })).toThrow('does not offer resource license=1');
  expect(() => map({ slots: 3 })).toThrow('does not offer 3 slots (it has 2: see localThreads)');
  expect(() => map({ memory: '900TB' })).toThrow('does not offer memory 900TB');
  expect(() => map({ slots: 2, memory: 1 })).not.toThrow();
});

test('requirements and weights it does not accept are refused by name', () => {
  const { cluster } = scripted({ local: 'never' });
  const map = (options: object): unknown => cluster.map((n: number) => n, [1], options);
  expect(() => map({ requires: { memory: '2 potatoes' } })).toThrow("such as '512MB', '2GB' or '1.5GiB'");
  expect(() => map({ requires: { slots: 0 } })).toThrow("option 'slots'");
  expect(() => map({ requires: { resources: { license: 0 } } })).toThrow("option 'resources'");
  expect(() => map({ unmatchedMs: -1 })).toThrow('milliseconds from 0 on, or Infinity');
  expect(() => new Cluster({ weight: 0 })).toThrow("option 'weight' accepts a number above 0, at most 1000");
  expect(scripted({ weight: 2.5 }).cluster.options.weight).toBe(2.5);
});
