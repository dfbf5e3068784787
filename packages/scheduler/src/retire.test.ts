import { afterEach, expect, test } from 'vitest';
import { ScriptedWorker } from '../test/support/scripted-worker.js';
import { Cluster } from './cluster.js';
import { RetireError } from './retire-error.js';

let close: () => Promise<void> = () => Promise.resolve();
afterEach(() => close());

async function joined(): Promise<{ cluster: Cluster; worker: ScriptedWorker }> {
  let worker: ScriptedWorker | undefined;
  const cluster = new Cluster(
    { local: 'never' },
    {
      openNetwork: () => ({
        self: 'A'.repeat(32),
        start: ({ links }) => {
          worker = new ScriptedWorker(links, 'w1');
          Object.assign(worker.link.peer, { address: '192.0.2.7:49152' });
          worker.connect();
          return Promise.resolve();
        },
        close: () => Promise.resolve(),
      }),
    },
  );
  close = () => cluster.close();
  await cluster.ready;
  if (worker === undefined) throw new Error('The network was not started.');
  return { cluster, worker };
}

test('a worker is asked to leave, by id or name, and waited for until it has left', async () => {
  const { cluster, worker } = await joined();
  let settled = 0;
  const both = [
    cluster.retire('name-of-w1', { withinMs: 10 }),
    cluster.retire({ id: 'w1' }, { manner: 'stop' }),
  ].map((one) => one.then(() => (settled += 1)));
  worker.say({ kind: 'draining' });
  await Promise.resolve();
  expect(settled).toBe(0);
  expect(worker.received).toEqual([
    { kind: 'retire', manner: 'drain', withinMs: 10 },
    { kind: 'retire', manner: 'stop', withinMs: undefined },
  ]);
  worker.disconnect();
  await Promise.all(both);
});

test('it fails for one that is not here, stays, or when nobody wants to wait any more', async () => {
  const { cluster } = await joined();
  await expect(cluster.retire('red')).rejects.toThrow('The worker red is not here.');
  await expect(cluster.retire('w1', { timeoutMs: 0 })).rejects.toThrow('has not left within 0 ms');
  await expect(cluster.retire('w1', { timeoutMs: 0 })).rejects.toBeInstanceOf(RetireError);
  await expect(cluster.retire('w1', { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
    'enough',
  );
  await expect(cluster.retire('w1', { withinMs: 0 })).rejects.toThrow("option 'withinMs' accepts");
});
