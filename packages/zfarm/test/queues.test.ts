import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cluster, connect, QueueClosedError, QueueLostError, queue } from '../dist/index.js';
import { zfarm } from './cli-process.js';
import { beaconPort } from './support/free-port.js';
import { WorkerProcess } from './support/worker-process.js';

let port: number;
let open: AsyncDisposable[] = [];

beforeEach(() => {
  port = beaconPort();
});

afterEach(async () => {
  await Promise.all(open.map((resource) => resource[Symbol.asyncDispose]()));
  open = [];
});

async function client(keyFile?: string): Promise<Cluster> {
  const key = keyFile === undefined ? {} : { keyFile };
  const made = await connect({ port, interface: '127.0.0.1', local: 'never', ...key });
  open.push(made);
  return made;
}

async function home(): Promise<Cluster> {
  const made = await connect({ local: 'always', localThreads: 1 });
  open.push(made);
  return made;
}

test('two programs: order, back-pressure, any kind of value, a close that ends loops', async () => {
  const [one, other] = [await client(), await client()];
  const out = one.queue<unknown>('numbers', { capacity: 2 });
  await out.push(1);
  const inbox = other.queue<unknown>('numbers');
  await out.push(new Map([['two', 2]]));
  expect(await out.tryPush(3)).toBe(false);
  const third = out.push(new Float64Array(200_000).fill(3));
  expect(await inbox.size()).toBe(2);
  expect(await inbox.peek()).toEqual({ ok: true, value: 1 });
  expect(await inbox.pop()).toBe(1);
  await third;
  const closed = out.push(4).then(() => out.close());
  const rest: unknown[] = [];
  for await (const item of inbox) rest.push(item);
  await closed;
  expect(rest).toEqual([new Map([['two', 2]]), new Float64Array(200_000).fill(3), 4]);
  await expect(inbox.push(5)).rejects.toThrow(QueueClosedError);
  await expect(inbox.pop()).rejects.toThrow("The queue 'numbers' is closed");
});

test('calls end when the owner goes, and the name is free for the next one', async () => {
  const [owner, other] = [await client(), await client()];
  await owner.queue<number>('jobs').push(1);
  const jobs = other.queue<number>('jobs');
  expect(await jobs.pop()).toBe(1);
  const waiting = jobs.pop();
  expect(await jobs.tryPop({ timeoutMs: 20 })).toEqual({ ok: false });
  void owner.close();
  await expect(waiting).rejects.toThrow(QueueLostError);
  await expect(jobs.size()).rejects.toThrow("The queue 'jobs' is lost");
  const next = other.queue<number>('jobs');
  await next.push(2);
  expect(await next.pop()).toBe(2);
});

test('members of a cluster with a key: encrypted, and the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), `zfarm-queues-${randomUUID()}`));
  const keyFile = join(folder, 'cluster.key');
  try {
    expect(await zfarm(['keygen', '--out', keyFile])).toMatchObject({ code: 0 });
    const [owner, other, stranger] = await Promise.all([client(keyFile), client(keyFile), client()]);
    const out = owner.queue<unknown>('numbers', { capacity: 2 });
    await out.push(new Map([['one', 1]]));
    const inbox = other.queue<unknown>('numbers');
    expect(await inbox.pop()).toEqual(new Map([['one', 1]]));
    await inbox.push(new Float64Array(100_000).fill(2));
    expect(await out.pop()).toEqual(new Float64Array(100_000).fill(2));
    // Who has no key meets nobody: the name is free there.
    await stranger.queue<string>('numbers').push('elsewhere');
    expect(await inbox.tryPop()).toEqual({ ok: false });
    const waiting = inbox.pop();
    // Both owner and asker know of each other by now.
    expect(await inbox.size()).toBe(0);
    void owner.close();
    await expect(waiting).rejects.toThrow(QueueLostError);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('tasks on workers reach the queues of the program whose tasks they are', async () => {
  open.push(await WorkerProcess.start({ name: 'alpha', port }));
  const cluster = await client();
  await cluster.waitForWorkers(1, { timeoutMs: 20_000 });
  const results = cluster.queue<number>('results');
  await cluster.forEach(async (n: number) => queue<number>('results').push(n * n), [1, 2, 3]);
  expect(await Promise.all([results.pop(), results.pop(), results.pop()])).toEqual([1, 4, 9]);
});

test('at home: a task that waits for an item leaves its thread to others', async () => {
  const cluster = await home();
  const waiting = cluster.submit(async () => {
    const seen: string[] = [];
    for await (const text of queue<string>('texts')) seen.push(text);
    return seen;
  });
  const other = cluster.submit(async () => {
    await queue<string>('texts').push('from a task');
    return 'pushed';
  });
  expect(await other).toBe('pushed');
  const texts = cluster.queue<string>('texts');
  await texts.push('from the program');
  await texts.close();
  expect(await waiting).toEqual(['from a task', 'from the program']);
});

test('what comes for a task that was cancelled goes back to the head', async () => {
  const cluster = await home();
  const begun = cluster.queue<boolean>('begun');
  const task = cluster.submit(async () => {
    await queue<boolean>('begun').push(true);
    return queue<number>('items').pop();
  });
  const ended = task.then(undefined, (error: Error) => error.name);
  await begun.pop();
  task.cancel();
  expect(await ended).toBe('JobCancelledError');
  const items = cluster.queue<number>('items');
  await items.push(1);
  expect(await items.pop()).toBe(1);
});

test('misuse is refused by name', async () => {
  const cluster = await home();
  expect(() => cluster.queue('')).toThrow('expected a name');
  expect(() => cluster.queue('q', { capacity: 0 })).toThrow("option 'capacity' accepts");
  await expect(cluster.queue('q').push(() => 1)).rejects.toThrow('the item');
});
