import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Link, ToWorker } from '@zfarm/cluster-core';
import { Cluster, zreNetwork } from '@zfarm/scheduler';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beaconPort } from './support/free-port.js';

const PROCESSES = 4;
const WORKERS = 2 * PROCESSES;
const PACKAGE_BYTES = 5 * 1024 * 1024;

const network = { cluster: `test-${randomUUID()}`, port: beaconPort(), interface: '127.0.0.1' };
const children: ChildProcess[] = [];
/** Pieces of code sent, each with the worker that it was sent to. */
const puts: { readonly worker: string; readonly code: string; readonly bytes: number }[] = [];
let folder: string;
let cluster: Cluster;

/** The cluster's network, with an ear on what leaves for workers. */
function openNetwork(options: Parameters<typeof zreNetwork>[0]): ReturnType<typeof zreNetwork> {
  const real = zreNetwork(options);
  const listened = (link: Link<ToWorker>): Link<ToWorker> => ({
    peer: link.peer,
    close: () => link.close(),
    send: (message) => {
      if (message.kind === 'code-put') {
        puts.push({ worker: link.peer.id, code: message.code, bytes: message.value.bytes });
      }
      link.send(message);
    },
  });
  const known = new Map<Link<ToWorker>, Link<ToWorker>>();
  const of = (link: Link<ToWorker>): Link<ToWorker> => {
    const made = known.get(link) ?? listened(link);
    known.set(link, made);
    return made;
  };
  return {
    self: real.self,
    close: () => real.close(),
    start: ({ links, ...rest }) =>
      real.start({
        ...rest,
        links: {
          opened: (link) => links.opened(of(link)),
          received: (link, messages) => links.received(of(link), messages),
          closed: (link) => links.closed(of(link)),
        },
      }),
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zfarm-delivery-'));
  const home = join(folder, 'node_modules', 'heavy');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'package.json'), '{"name":"heavy","type":"module","exports":"./i.js"}');
  const text = JSON.stringify('heavy '.repeat(PACKAGE_BYTES / 6));
  await writeFile(
    join(home, 'i.js'),
    `const text = ${text};
     // Some workers take long to load it.
     if (process.env.SLOW) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
     export default () => text.length;`,
  );
  await writeFile(
    join(folder, 'program.mjs'),
    `import heavy from 'heavy';
     export const weigh = (limit) => async (n, context) => {
       await new Promise((resolve) => setTimeout(resolve, 20));
       return [heavy() > limit ? n : -1, context.worker];
     };`,
  );
  for (let at = 0; at < PROCESSES; at += 1) {
    const options = ['a', 'b'].map((side) => ({
      name: `w${at}${side}`,
      threads: 1,
      allowEnv: ['SLOW'],
      ...network,
    }));
    const env = { ...process.env, ...(at === 0 ? { SLOW: '1' } : {}) };
    children.push(
      fork(new URL('./support/worker-crowd.mjs', import.meta.url), [JSON.stringify(options)], { env }),
    );
  }
  await Promise.all(children.map((child) => once(child, 'message')));
  cluster = new Cluster({ ...network, local: 'never' }, { openNetwork });
  await cluster.waitForWorkers(WORKERS, { timeoutMs: 20_000 });
}, 60_000);

afterAll(async () => {
  await cluster?.close();
  await Promise.all(
    children.map(async (child) => {
      if (child.exitCode !== null) return;
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    }),
  );
  await rm(folder, { recursive: true, force: true });
}, 30_000);

function bundlesSent(): Map<string, number> {
  const sent = new Map<string, number>();
  for (const { worker, bytes } of puts) {
    if (bytes > PACKAGE_BYTES / 2) sent.set(worker, (sent.get(worker) ?? 0) + 1);
  }
  return sent;
}

test('5 MB of packages are sent to each worker once, and the fast ones do not wait for the slow', async () => {
  const { weigh } = (await import(pathToFileURL(join(folder, 'program.mjs')).href)) as {
    weigh: (limit: number) => (n: number) => Promise<[number, string]>;
  };
  const data = Array.from({ length: 400 }, (_, n) => n);
  const first: string[] = [];
  const seen: number[] = [];
  for await (const [n, worker] of cluster.map(weigh(5), data, { ordered: false })) {
    seen.push(n);
    if (first.length < 5) first.push(worker);
  }
  expect(seen.toSorted((a, b) => a - b)).toEqual(data);
  expect(first.filter((worker) => worker.startsWith('w0'))).toEqual([]);
  const once8 = new Map(cluster.workers().map(({ id }) => [id, 1]));
  expect(once8.size).toBe(WORKERS);
  expect(bundlesSent()).toEqual(once8);

  // The same packages in another closure: only the closure is sent.
  const before = puts.length;
  expect((await cluster.map(weigh(6), data)).map(([n]) => n)).toEqual(data);
  expect(bundlesSent()).toEqual(once8);
  expect(puts.slice(before).every(({ bytes }) => bytes < 2000)).toBe(true);
}, 60_000);
