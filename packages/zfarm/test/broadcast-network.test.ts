import { randomUUID } from 'node:crypto';
import { ClusterWorker } from '@zfarm/worker';
import { afterEach, expect, test } from 'vitest';
import { connect } from '../dist/index.js';
import { beaconPort } from './support/free-port.js';

const open: AsyncDisposable[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource[Symbol.asyncDispose]()));
});

test('who joins later runs a broadcast too; who has left is neither waited for nor asked', async () => {
  const network = { cluster: `test-${randomUUID()}`, port: beaconPort(), interface: '127.0.0.1' };
  const worker = async (name: string): Promise<ClusterWorker> => {
    const made = new ClusterWorker({ ...network, name, threads: 1 });
    open.push(made);
    await made.start();
    return made;
  };
  await worker('alpha');
  const cluster = await connect({ ...network, local: 'never', minWorkers: 1 });
  open.push(cluster);
  // Both workers live in this process, each with a thread of its own.
  const load = (model: string): string => {
    (globalThis as { model?: string }).model = model;
    return model;
  };
  const loading = cluster.broadcastWith({ scope: 'thread' }, load, 'big');
  expect([...(await loading).values()]).toEqual([['big']]);
  const beta = await worker('beta');
  await cluster.waitForWorkers(2);
  await expect.poll(() => loading.results.size, { timeout: 20_000 }).toBe(2);
  const id = cluster.workers().find(({ name }) => name === 'beta')?.id ?? '';
  const read = (): string | undefined => (globalThis as { model?: string }).model;
  expect(await cluster.submitWith({ requires: { worker: id } }, read)).toBe('big');
  loading.stop();
  // What is asked of one that has left fails; the broadcast does without it.
  await beta.stop();
  await expect.poll(() => cluster.workers().length, { timeout: 20_000 }).toBe(1);
  const gone = cluster.submitWith({ requires: { worker: id }, unmatchedMs: 0 }, read);
  await expect(gone).rejects.toThrow('lacks the id');
  expect((await cluster.broadcast(load, 'small')).size).toBe(1);
});
