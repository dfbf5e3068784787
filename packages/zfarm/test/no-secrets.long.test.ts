import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Cluster, connect } from '../dist/index.js';
import { CliProcess, privateNetwork, zfarm } from './cli-process.js';
import { decodeZ85, disguises } from './support/disguises.js';

let home: string;
let network: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'zfarm-secrets-'));
  network = await privateNetwork();
});

afterEach(() => rm(home, { recursive: true }));

const urlIn = (text: string): string => /http:\S+/.exec(text)?.[0] ?? '';

interface Setting {
  /** For the command line and for `connect`. */
  readonly flags: readonly string[];
  readonly keyFile?: string;
  readonly secrets: () => Promise<readonly Uint8Array[]>;
}

/** Of the key file: the secret halves of both of its pairs. */
async function keyed(): Promise<Setting> {
  const keyFile = join(home, 'cluster.key');
  expect(await zfarm(['keygen', '--out', keyFile])).toMatchObject({ code: 0 });
  const secrets = async (): Promise<Uint8Array[]> => {
    const { secretKey, workerKey } = JSON.parse(await readFile(keyFile, 'utf8'));
    return [secretKey, workerKey.secretKey].map(decodeZ85);
  };
  return { flags: ['--key', keyFile], keyFile, secrets };
}

async function guarded(): Promise<Setting> {
  const secrets = async (): Promise<Uint8Array[]> => [
    Buffer.from((await readFile(join(home, 'user.secret'), 'utf8')).trim(), 'hex'),
  ];
  return { flags: [], secrets };
}

/** A job with a failure, so that there is something to tell. */
async function work(cluster: Cluster): Promise<void> {
  const task = (n: number): number => {
    if (n === 2) throw new Error('two');
    return n;
  };
  await cluster.map(task, [1, 2, 3], { onError: 'collect' });
}

/** What the stream of news of a dashboard says until the failure is told of. */
async function feedOf(site: string): Promise<string> {
  const abort = new AbortController();
  const { body } = await fetch(`${site}feed`, {
    signal: AbortSignal.any([abort.signal, AbortSignal.timeout(15_000)]),
  });
  let text = '';
  for await (const part of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes('two')) break;
  }
  abort.abort();
  return text;
}

test.each([
  ['a key', keyed],
  ['the secret of a user', guarded],
])('with %s: nothing that is told to people or programs has a secret in it', async (_, make) => {
  const { flags, keyFile, secrets } = await make();
  const token = randomBytes(24);
  const env = { ZFARM_CONFIG_DIR: home, APP_TOKEN: token.toString('hex') };
  const all = [...flags, ...network];
  const logging = ['--metrics-port', '0', '--log-format', 'json', '--log-level', 'debug'];
  await using worker = new CliProcess(['worker', '--threads', '1', ...logging, ...all], { env });
  await worker.said(/metrics at/);
  await using dashboard = new CliProcess(['dashboard', '--http-port', '0', ...all], { env });
  await dashboard.said(/http:/);
  await using watch = new CliProcess(['nodes', '--watch', '--json', ...all], { env });
  await watch.said(/"role":"worker"/);

  process.env['ZFARM_CONFIG_DIR'] = home;
  await using cluster = await connect({
    interface: '127.0.0.1',
    port: Number(network[3]),
    local: 'never',
    minWorkers: 1,
    ...(keyFile === undefined ? {} : { keyFile }),
  }).finally(() => delete process.env['ZFARM_CONFIG_DIR']);
  const events: unknown[] = [];
  const stream = cluster.events();
  await work(cluster);
  const site = urlIn(dashboard.stdout);
  const said = new Map([
    ['feed', await feedOf(site)],
    ['page', await (await fetch(site)).text()],
    ['metrics', await (await fetch(`${site}metrics`)).text()],
    ['metrics of the worker', await (await fetch(urlIn(worker.stdout).replace(/["\\].*/, ''))).text()],
    ['metrics of the program', cluster.metrics()],
    ['statistics', JSON.stringify([cluster.stats(), cluster.workers(), cluster.options])],
    ['nodes', (await zfarm(['nodes', '--json', ...all], '', { env })).stdout],
    ['doctor', (await zfarm(['doctor', '--json', ...all], '', { env })).stdout],
  ]);
  await cluster.close();
  for await (const event of stream) events.push(event);
  said.set('events', JSON.stringify(events));
  for (const [name, { stdout, stderr }] of Object.entries({ worker, dashboard, watch }))
    said.set(`output of ${name}`, stdout + stderr);

  for (const [name, text] of said) {
    expect(text.length, name).toBeGreaterThan(50);
    for (const secret of [token, ...(await secrets())])
      for (const disguise of disguises(secret))
        expect(text.includes(disguise), `${name} has a secret in it`).toBe(false);
  }
});

test('a secret is recognised in each of its disguises', () => {
  // Of RFC 32/Z85.
  const bytes = Buffer.from('864fd26fb559f75b', 'hex');
  expect(disguises(bytes)).toEqual(
    expect.arrayContaining(['HelloWorld', '864fd26fb559f75b', '864FD26FB559F75B']),
  );
  expect(decodeZ85('HelloWorld')).toEqual(new Uint8Array(bytes));
});
