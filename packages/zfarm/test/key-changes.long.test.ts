import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect } from '../dist/index.js';
import { CliProcess, type Outcome, privateNetwork, startWorker, zfarm } from './cli-process.js';

const PATIENT = { timeout: 90_000 };
/** From a change of the files to its being so everywhere; a second for the look at them, the rest for a machine that is busy. */
const HEEDED_MS = 8000;

let home: string;
let network: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'zfarm-changes-'));
  network = await privateNetwork();
});

afterEach(() => rm(home, { recursive: true }));

const at = (name: string): string => join(home, name);
const mapping = ['map', '-e', 'x => x + x', '--local', 'never'];

async function keygen(...args: readonly string[]): Promise<void> {
  const outcome = await zfarm(['keygen', ...args], '', { env: { ZFARM_CONFIG_DIR: home } });
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
}

const serving = (key: string, name: string = 'own'): Promise<CliProcess> =>
  startWorker(['--name', name, '--threads', '1', '--key', at(key), ...network]);

const mapped = (key: string): Promise<Outcome> => zfarm([...mapping, '--key', at(key), ...network], 'a\n');

/** What a worker says once it meets a key that it does not admit. */
const REFUSED = /refused: Nodes with another key/;

/** What a program or a worker says once its own key is not admitted. */
const TOLD = /key of this node is not accepted, or no longer, by 127\.0\.0\.1:\d+:/;

const SERVED = { code: 0, stdout: 'aa\n' };

/** What that key sees of the worker, as it joins and leaves. */
const watching = (key: string): CliProcess =>
  new CliProcess(['nodes', '--watch', '--json', '--key', at(key), ...network]);

test('while keys change, both are served; afterwards the old one is refused', PATIENT, async () => {
  await keygen();
  await keygen('--rotate');
  await copyFile(at('cluster.key'), at('served.key'));
  await using early = await serving('served.key');
  expect(await mapped('cluster.key')).toMatchObject(SERVED);
  await using fresh = watching('cluster.key.2');
  await early.said(REFUSED);

  // The first step: nobody is restarted, and who has the new key already is let in.
  await copyFile(at('cluster.key.1'), at('served.key'));
  await fresh.said(/"node-joined".*"role":"worker"/, 'stdout', HEEDED_MS);
  expect(await mapped('cluster.key.2')).toMatchObject(SERVED);
  expect(await mapped('cluster.key.1')).toMatchObject(SERVED);

  // The second: the worker has the new key, and accepts the old one.
  await early[Symbol.asyncDispose]();
  await copyFile(at('cluster.key.2'), at('served.key'));
  await using worker = await serving('served.key');
  expect(await mapped('cluster.key.1')).toMatchObject(SERVED);
  await using running = new CliProcess([...mapping, '--key', at('cluster.key.1'), ...network]);
  running.child.stdin.write('b\n');
  await running.said(/^bb\n/);

  // The third, while a program with the old key is at work: its session ends, and nobody with that key is let in.
  await copyFile(at('cluster.key.3'), at('served.key'));
  await worker.said(REFUSED, 'stdout', HEEDED_MS);
  await running.said(TOLD, 'stderr', HEEDED_MS);
  running.child.stdin.end('c\n');
  expect(await mapped('cluster.key.3')).toMatchObject(SERVED);
  const late = await zfarm(['nodes', '--wait', '1.5', '--key', at('cluster.key.1'), ...network]);
  expect(late).toMatchObject({ code: 0, stdout: expect.not.stringContaining('worker') });
  expect(running).toMatchObject({ stdout: 'bb\n' });
});

/** A key of its own for the machine red, which all who use cluster.key admit. */
async function admitRed(role: 'member' | 'worker'): Promise<void> {
  await keygen();
  await keygen('--node', 'red', '--role', role, '--from', at('cluster.key'), '--out', at('red/red.key'));
  await mkdir(at('authorized-keys.d'), { mode: 0o700 });
  await copyFile(at('red/red.public.key'), at('authorized-keys.d/red.public.key'));
}

const banRed = (): Promise<void> => rm(at('authorized-keys.d/red.public.key'));

test('a machine whose key is removed submits no more, though its program runs on', PATIENT, async () => {
  await admitRed('member');
  await using worker = await serving('cluster.key');
  await using red = new CliProcess([...mapping, '--key', at('red/red.key'), ...network]);
  red.child.stdin.write('b\n');
  await red.said(/^bb\n/);
  expect(worker.stdout).not.toMatch(REFUSED);

  await banRed();
  await worker.said(REFUSED, 'stdout', HEEDED_MS);
  await red.said(TOLD, 'stderr', HEEDED_MS);
  red.child.stdin.end('c\n');
  expect(await mapped('cluster.key')).toMatchObject(SERVED);
  expect(red).toMatchObject({ stdout: 'bb\n' });
  expect([red.child.exitCode, worker.child.exitCode]).toEqual([null, null]);
});

test('a machine whose key is removed is given no more work, though its worker runs on', PATIENT, async () => {
  await admitRed('worker');
  await using red = await serving('red/red.key', 'red');
  const options = { interface: '127.0.0.1', port: Number(network[3]), keyFile: at('cluster.key') };
  await using cluster = await connect({ ...options, local: 'never', minWorkers: 1 });
  const whoWorks = (_: number, { worker }: { readonly worker: string }): string => worker;
  expect(await cluster.map(whoWorks, [1])).toEqual(['red']);

  const left = new Promise((resolve) => cluster.on('worker-left', resolve));
  await banRed();
  await expect(left).resolves.toMatchObject({ workerName: 'red' });
  await red.said(TOLD, 'stdout', HEEDED_MS);
  const later = cluster.map(whoWorks, [1]);
  await using _other = await serving('cluster.key', 'other');
  expect(await later).toEqual(['other']);
  expect(cluster.workers().map(({ name }) => name)).toEqual(['other']);
  expect(red.child.exitCode).toBeNull();
});
