import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterWorker } from '@zfarm/worker';
import { createColors } from 'picocolors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cluster, connect, runOnCluster } from '../dist/index.js';
import { beaconPort } from './support/free-port.js';
import { descend, sum } from './support/nested-tasks.js';
import { WorkerProcess } from './support/worker-process.js';

let port: number;
let folder: string;
let open: AsyncDisposable[] = [];

beforeEach(() => {
  port = beaconPort();
  folder = mkdtempSync(join(tmpdir(), `zfarm-nested-${randomUUID()}`));
});

afterEach(async () => {
  await Promise.all(open.map((resource) => resource[Symbol.asyncDispose]()));
  open = [];
  rmSync(folder, { recursive: true });
});

async function workerProcess(name: string): Promise<WorkerProcess> {
  const made = await WorkerProcess.start({ name, port });
  open.push(made);
  return made;
}

async function client(workers: number): Promise<Cluster> {
  const made = await connect({ port, interface: '127.0.0.1', local: 'never' });
  open.push(made);
  await made.waitForWorkers(workers, { timeoutMs: 20_000 });
  return made;
}

/** Each of its tasks waits for one that says it has begun, and ends when a file says so. */
async function waitForFile(n: number): Promise<number> {
  const below = async (k: number): Promise<number> => {
    writeFileSync(join(folder, `begun-${k}`), '');
    while (!existsSync(join(folder, 'go'))) await new Promise((resolve) => setTimeout(resolve, 10));
    return k * 2;
  };
  const [doubled = 0] = await runOnCluster(below, [n]);
  return doubled + 1;
}

async function allBegun(count: number): Promise<void> {
  const begun = (): number => readdirSync(folder).filter((name) => name.startsWith('begun')).length;
  await expect.poll(begun, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
}

test('fifty levels deep on one worker with one thread', async () => {
  await workerProcess('alpha');
  const cluster = await client(1);
  expect(await cluster.map(descend, [50])).toEqual([50]);
});

test('packages go along: to a worker, back with the task of its task, and out again', async () => {
  await Promise.all([workerProcess('alpha'), workerProcess('beta')]);
  const cluster = await client(2);
  const outer = (words: string[]): PromiseLike<string[]> =>
    runOnCluster((word: string) => createColors(true).bold(word), words);
  const bold = createColors(true).bold;
  expect(await cluster.map(outer, [['a', 'b'], ['c']])).toEqual([[bold('a'), bold('b')], [bold('c')]]);
});

test('a worker is killed while tasks wait in it: all is done again by the other one', async () => {
  await workerProcess('alpha');
  const beta = await workerProcess('beta');
  const cluster = await client(2);
  const job = cluster.map(waitForFile, [1, 2, 3, 4]);
  const results = job.then();
  await allBegun(2);
  beta.kill();
  writeFileSync(join(folder, 'go'), '');
  expect(await results).toEqual([3, 5, 7, 9]);
  expect(await cluster.map(sum, [[0, 64]] as [number, number][])).toEqual([(63 * 64) / 2]);
});

test('a worker drains while tasks wait in it: what they wait for is done by the other one', async () => {
  const options = { cluster: 'default', port, interface: '127.0.0.1', threads: 1 };
  const draining = new ClusterWorker({ ...options, name: 'draining' });
  open.push(draining);
  await draining.start();
  const cluster = await client(1);
  const results = cluster.map(waitForFile, [1, 2, 3]).then();
  await allBegun(1);
  await workerProcess('beta');
  await cluster.waitForWorkers(2, { timeoutMs: 20_000 });
  const drained = draining.drain();
  writeFileSync(join(folder, 'go'), '');
  expect(await results).toEqual([3, 5, 7]);
  await drained;
});
