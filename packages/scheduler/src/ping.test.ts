import type { LinkPeer } from '@zfarm/cluster-core/core';
import { afterEach, expect, test, vi } from 'vitest';
import { ScriptedWorker } from '../test/support/scripted-worker.js';
import { Cluster } from './cluster.js';
import type { NetworkListener } from './io/cluster-network.js';
import { PingError } from './ping-error.js';

let close: () => Promise<void> = () => Promise.resolve();
afterEach(() => close());

async function joined(): Promise<{ cluster: Cluster; listener: NetworkListener; worker: ScriptedWorker }> {
  let listener: NetworkListener | undefined;
  const cluster = new Cluster(
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
  close = () => cluster.close();
  await cluster.ready;
  if (listener === undefined) throw new Error('The network was not started.');
  return { cluster, listener, worker: new ScriptedWorker(listener.links, 'w1').connect() };
}

test('a ping takes until its own answer, by id, name or what workers() gives', async () => {
  const { cluster, worker } = await joined();
  const [first, second] = [cluster.ping('w1'), cluster.ping('name-of-w1')];
  await Promise.resolve();
  expect(worker.received).toEqual([{ kind: 'heartbeat' }, { kind: 'heartbeat' }]);
  worker.say({ kind: 'alive' });
  expect(await first).toBeGreaterThanOrEqual(0);
  worker.say({ kind: 'alive' });
  expect(await second).toBeGreaterThanOrEqual(0);
  const [info] = cluster.workers();
  const third = info && cluster.ping(info);
  await Promise.resolve();
  worker.say({ kind: 'alive' });
  expect(await third).toBeLessThan(5000);
});

test('it fails for one that is not here, is lost, is late, or when nobody wants to know any more', async () => {
  const { cluster, worker } = await joined();
  await expect(cluster.ping('red')).rejects.toThrow('The worker red is not here.');
  await expect(cluster.ping('w1', { timeoutMs: 0 })).rejects.toThrow('has not answered within 0 ms');
  await expect(cluster.ping('w1', { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
    'enough',
  );
  const lost = cluster.ping('w1');
  await Promise.resolve();
  worker.disconnect();
  await expect(lost).rejects.toBeInstanceOf(PingError);
  await expect(lost).rejects.toMatchObject({ worker: 'name-of-w1', code: 'ZFARM_PING' });
});

test('a worker that speaks other versions is told of once, by a warning that names both', async () => {
  const { listener } = await joined();
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const old: LinkPeer = { id: 'B'.repeat(32), name: 'old', address: 'tcp://127.0.0.1:1' };
  for (let times = 0; times < 2; times += 1)
    listener.refused(old, 'old speaks task protocol 7-9, this node 1-1');
  expect(warn.mock.calls).toEqual([
    [
      'old speaks task protocol 7-9, this node 1-1. It gets no work from this program.',
      { type: 'ZfarmWarning', code: 'ZFARM_PROTOCOL_REFUSED' },
    ],
  ]);
  warn.mockRestore();
});
