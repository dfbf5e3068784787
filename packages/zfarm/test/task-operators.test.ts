import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, connect, GraphNodeError, JobCancelledError, RemoteTaskError } from '../dist/index.js';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await connect({ local: 'always', localThreads: 2 });
});

afterAll(async () => {
  await cluster.close();
});

const forever = (): Promise<never> => new Promise(() => {});
const spin = (): never => {
  for (;;);
};

test('a future may be computed, fulfilled, cancelled or recovered', async () => {
  const square = (n: number): number => n * n;
  expect(await cluster.future(square, 7)).toBe(49);
  const endless = cluster.future((): number => spin());
  expect(endless.tryFulfill(1)).toBe(true);
  expect(await endless).toBe(1);
  const dropped = cluster.future(forever);
  dropped.cancel('enough');
  await expect(dropped).rejects.toBeInstanceOf(JobCancelledError);
  const failing = (): number => JSON.parse('{');
  await expect(cluster.future(failing)).rejects.toBeInstanceOf(RemoteTaskError);
  expect(await cluster.future(failing).recover(-1)).toBe(-1);
});

test('a lazy one begins when it is awaited, a speculation may fail unheard', async () => {
  const lazy = cluster.lazy((text: string) => text.length, 'four');
  expect(lazy.state).toBe('idle');
  expect(await lazy).toBe(4);
  const speculation = cluster.speculate((): number => JSON.parse('{'));
  expect(await cluster.submit(() => 1)).toBe(1);
  expect(await speculation.recover(0)).toBe(0);
});

test('all, apply, allOf and anyOf; an endless loser is ended', async () => {
  expect(await cluster.all({ a: () => 1, b: async () => 'x' })).toEqual({ a: 1, b: 'x' });
  expect(await cluster.apply((a, b) => a + b, [() => 20, () => 22])).toBe(42);
  expect(await cluster.anyOf(spin, () => 'found')).toBe('found');
  expect(await cluster.allOf(spin, () => 0)).toBe(0);
  expect(
    await cluster.allOf(
      () => 1,
      () => 2,
    ),
  ).toBe(2);
  const failure = cluster.all({ a: forever, b: (): number => JSON.parse('{') });
  await expect(failure).rejects.toBeInstanceOf(RemoteTaskError);
  // Both threads are free again.
  expect(await cluster.all({ a: () => 1, b: () => 2 })).toEqual({ a: 1, b: 2 });
});

test('a channel gives each result once, with less room than tasks', async () => {
  const channel = cluster.channel<number>({ capacity: 3 });
  const submitting = (async () => {
    for (let n = 0; n < 50; n += 1) await channel.submit((value: number) => value * 2, n);
    channel.close();
  })();
  const results: number[] = [];
  for await (const result of channel) results.push(result);
  await submitting;
  expect(results.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n * 2));
  const idle = cluster.channel();
  await idle.submitWith({ tag: 'idle' }, forever);
  expect(await idle.tryReceive({ timeoutMs: 5 })).toEqual({ ok: false });
  expect(idle.size).toBe(1);
  cluster.kill('idle');
  await expect(idle.receive()).rejects.toBeInstanceOf(JobCancelledError);
});

test('a tag counts and ends jobs and tasks, running and waiting ones', async () => {
  const handles = Array.from({ length: 5 }, () => cluster.submitWith({ tag: 'loop' }, spin));
  const job = cluster.map(spin, [1, 2, 3], { tag: 'loop' });
  const other = cluster.submitWith({ tag: 'other', priority: 1 }, () => 'kept');
  expect(cluster.running()).toEqual(
    new Map([
      ['loop', 6],
      ['other', 1],
    ]),
  );
  expect(cluster.kill('loop', { dryRun: true })).toBe(6);
  expect(cluster.kill('loop')).toBe(6);
  const ends = await Promise.allSettled([...handles, job]);
  for (const end of ends) expect(end).toMatchObject({ reason: { name: 'JobCancelledError' } });
  expect(await other).toBe('kept');
  expect([cluster.running().size, cluster.kill('loop')]).toEqual([0, 0]);
  expect(await cluster.submit(() => 'alive')).toBe('alive');
});

test('a graph computes shared nodes once, goes on after a failure, and holds no slot while it waits', async () => {
  const slow = (n: number): Promise<number> => new Promise((resolve) => setTimeout(resolve, 20, n));
  const one = async (): Promise<number> => 1;
  // More nodes that wait than there are threads.
  const chain: Record<string, [string[], (n: number) => Promise<number>]> = { n0: [[], one] };
  for (let n = 1; n <= 12; n += 1) chain[`n${n}`] = [[`n${n - 1}`], slow];
  expect(await cluster.graph(chain).run('n12')).toBe(1);
  const graph = cluster.graph({
    area: [['w', 'h'], (w: number, h: number) => w * h],
    w: [['border'], (border: number) => 7 + 2 * border],
    h: [['border'], (border: number) => 5 + 2 * border],
    border: [[], () => 1],
  });
  expect(await graph.run()).toEqual({ area: 63, w: 9, h: 7, border: 1 });
  const failing = cluster.graph({ a: [[], (): number => JSON.parse('{')], b: [['a'], (a: number) => a] });
  await expect(failing.run('b')).rejects.toBeInstanceOf(GraphNodeError);
});

test('a broadcast runs once for each node, or once in every thread; what it leaves there is found by later tasks', async () => {
  const [local] = cluster.workers();
  const add = (a: number, b: number): number => a + b;
  expect(await cluster.broadcast(add, 1, 2)).toEqual(new Map([[local?.id, 3]]));
  const threads = await cluster.broadcastWith(
    { scope: 'thread' },
    (rate: number) => {
      const own = globalThis as { tuned?: number };
      own.tuned = (own.tuned ?? 0) + rate;
      return own.tuned;
    },
    5,
  );
  expect([...threads.values()]).toEqual([[5, 5]]);
  const read = (): number | undefined => (globalThis as { tuned?: number }).tuned;
  expect(new Set(await cluster.map(read, [1, 2, 3, 4]))).toEqual(new Set([5]));
});

test('a broadcast fails with its function, and what is required of a worker may be its id', async () => {
  const id = cluster.workers()[0]?.id ?? '';
  await expect(cluster.broadcast(() => JSON.parse('{'))).rejects.toBeInstanceOf(RemoteTaskError);
  expect(await cluster.submitWith({ requires: { worker: id } }, () => 1)).toBe(1);
  const nobody = cluster.submitWith({ requires: { worker: 'nobody' }, unmatchedMs: 0 }, () => 1);
  await expect(nobody).rejects.toThrow('lacks the id nobody');
});

test('a broadcast opens the pool of this process when nobody is here yet', async () => {
  await using fresh = await connect({ local: 'always', localThreads: 1 });
  expect(fresh.workers()).toEqual([]);
  expect([...(await fresh.broadcast(() => 7)).values()]).toEqual([7]);
});
