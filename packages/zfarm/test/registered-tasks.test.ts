import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ClusterWorker } from '@zfarm/worker';
import { expect, onTestFinished, test } from 'vitest';
import { type Cluster, connect, defineTask } from '../dist/index.js';
import { zfarm } from './cli-process.js';
import { beaconPort } from './support/free-port.js';

const MODULE = new URL('./fixtures/registered-tasks.mjs', import.meta.url);
const mark = join(tmpdir(), `zfarm-registered-${randomUUID()}`);

async function together(): Promise<Cluster> {
  const network = { cluster: randomUUID(), port: beaconPort(), interface: '127.0.0.1' };
  const worker = new ClusterWorker({ name: 'alpha', threads: 1, registeredTasks: [MODULE], ...network });
  const cluster = await connect({ local: 'never', ...network });
  onTestFinished(async () => {
    await cluster.close();
    await worker.stop();
    rmSync(mark, { force: true });
  });
  await worker.start();
  await cluster.waitForWorkers(1);
  return cluster;
}

test('only tasks that the worker has loaded run there, and as they are there', async () => {
  const cluster = await together();
  // The same name, other code: what it says here is not run.
  const square = defineTask('square', (n: number) => n * 1000);
  expect(await cluster.map(square, [1, 2, 3])).toEqual([1, 4, 9]);
  const refused = { cause: { name: 'UnregisteredTaskError', code: 'ZFARM_UNREGISTERED_TASK' } };
  const evil = async (n: number): Promise<number> => {
    const { writeFileSync: write } = await import('node:fs');
    write(mark, 'it ran');
    return n;
  };
  await expect(cluster.map(evil, [1])).rejects.toMatchObject(refused);
  await expect(cluster.submit(defineTask('other', evil), 1)).rejects.toMatchObject(refused);
  const setup = async (): Promise<void> => {
    const { writeFileSync: write } = await import('node:fs');
    write(mark, 'it ran');
  };
  await expect(cluster.map(square, [1], { setup })).rejects.toThrow('UnregisteredTaskError');
  expect(existsSync(mark)).toBe(false);
  // What was refused has cost nobody anything.
  expect(await cluster.submit(square, 5)).toBe(25);
});

test('a module that cannot be loaded, or defines nothing, ends the worker by name', async () => {
  const empty = join(tmpdir(), `zfarm-empty-${randomUUID()}.mjs`);
  writeFileSync(empty, '');
  onTestFinished(() => rmSync(empty));
  const args = ['worker', '--port', String(beaconPort()), '--tasks', 'registered', '--load', empty];
  const { code, stderr } = await zfarm(args);
  expect(code).toBe(1);
  expect(stderr).toContain(
    `None of the modules defines a task with defineTask: ${pathToFileURL(empty).href}.`,
  );
});

test.each([
  [['--tasks', 'registered'], /needs a module of tasks: --load/],
  [['--load', 'tasks.mjs'], /--load goes with --tasks registered/],
  [['--tasks', 'registered', '--load', 'nowhere.mjs'], /there is no file nowhere\.mjs/],
])('zfarm worker %j is refused', async (args, message) => {
  const { code, stderr } = await zfarm(['worker', ...args]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
