import { ClusterWorker } from '@zfarm/worker';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cluster, connect, type TaskLog } from '../dist/index.js';
import { beaconPort } from './support/free-port.js';

let place: { readonly port: number; readonly interface: string };
let worker: ClusterWorker;
let clients: Cluster[];

beforeEach(async () => {
  place = { port: beaconPort(), interface: '127.0.0.1' };
  worker = new ClusterWorker({ name: 'red', threads: 1, ...place });
  await worker.start();
  clients = await Promise.all([1, 2].map(() => connect({ local: 'never', minWorkers: 1, ...place })));
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await worker.stop();
});

test('what tasks print and tell comes over the network, to whom it concerns', async () => {
  const told = await Promise.all(
    clients.map(async (client, which) => {
      const logs: TaskLog[] = [];
      const partial: number[] = [];
      await client.map(
        async (n: number, { progress }) => {
          console.log('client', which, 'item', n);
          progress(0.5);
          await new Promise((resolve) => setTimeout(resolve, 60));
        },
        [0, 1, 2],
        { onLog: (log) => logs.push(log), onProgress: (job) => partial.push(job.partial) },
      );
      return { logs, partial };
    }),
  );
  for (const [which, { logs, partial }] of told.entries()) {
    expect(logs).toHaveLength(3);
    expect(new Set(logs.map(({ worker: name, text, index }) => `${name}: ${text} ${index}`))).toEqual(
      new Set([0, 1, 2].map((item) => `red: client ${which} item ${item} ${item}`)),
    );
    expect(partial).toContain(0.5);
  }
});

test('each client has the setups of its own jobs, though it numbers them like the other', async () => {
  const jobs = clients.map((client, which) =>
    client.map(
      async (_: number, { setup, job }) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return [setup, job];
      },
      Array.from({ length: 20 }, (_, n) => n),
      { setup: () => `setup of ${which}`, chunk: 2 },
    ),
  );
  const results = await Promise.all(jobs);
  for (const [which, result] of results.entries()) {
    expect(result).toEqual(Array.from({ length: 20 }, () => [`setup of ${which}`, 1]));
  }
});
