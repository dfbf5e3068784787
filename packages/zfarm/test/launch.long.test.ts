import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, LaunchError, type LaunchLog, launch } from '../dist/index.js';
import { CliProcess, privateNetwork, zfarm } from './cli-process.js';
import { beaconPort } from './support/free-port.js';

let folder = '';
let path = '';

/**
 * A host of the name `gone` does not answer; on any other the command runs, as if ssh had reached it by loopback. On `21000` nodes look
 * for each other on that UDP port.
 */
const FAKE_SSH = `#!/bin/sh
while [ "$1" != -- ]; do shift; done
[ "$2" = gone ] && { echo "ssh: connect to host gone port 22: No route to host" >&2; exit 255; }
echo "known host $2" >&2
case "$2" in [0-9]*) ZFARM_PORT="$2"; export ZFARM_PORT;; esac
SSH_CONNECTION='127.0.0.1 50000 127.0.0.1 22'; export SSH_CONNECTION
exec sh -c "$3"
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zfarm-launch-'));
  const main = new URL('../dist/cli/main.js', import.meta.url).pathname;
  await writeFile(join(folder, 'ssh'), FAKE_SSH, { mode: 0o755 });
  await writeFile(join(folder, 'zfarm'), `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, {
    mode: 0o755,
  });
  path = `${folder}:${process.env['PATH']}`;
});

afterAll(() => rm(folder, { recursive: true }));

it('launch.local starts workers that serve, and that leave with the handle', async () => {
  const port = Number((await privateNetwork())[3]);
  const logs: LaunchLog[] = [];
  const launched = await launch.local(2, {
    port,
    threads: 1,
    labels: { made: 'here' },
    onLog: (log) => logs.push(log),
  });
  await using cluster = await connect({ interface: '127.0.0.1', port, local: 'never', minWorkers: 2 });
  expect(cluster.workers().map(({ name, labels }) => [name, labels])).toEqual(
    expect.arrayContaining(launched.names.map((name) => [name, { made: 'here' }])),
  );
  expect(await cluster.map((n: number) => n + 1, [1, 2, 3])).toEqual([2, 3, 4]);
  await Promise.all([launched.stop(), launched.stop()]);
  expect(cluster.workers()).toEqual([]);
  expect(
    logs
      .filter(({ text }) => /^left after /.test(text))
      .map(({ host }) => host)
      .sort((one, other) => one.localeCompare(other)),
  ).toEqual(['local 1', 'local 2']);
});

it('launch.ssh says which host failed and why, and stops the others', async () => {
  const port = Number((await privateNetwork())[3]);
  const before = process.env['PATH'];
  process.env['PATH'] = path;
  try {
    const logs: string[] = [];
    await using one = await launch.ssh(['red'], { port, threads: 1 });
    expect(one.names).toHaveLength(1);
    const failed = launch.ssh(['blue', 'gone'], { port, threads: 1, onLog: ({ text }) => logs.push(text) });
    await expect(failed).rejects.toThrow(/No worker on gone \(exit code 255\).*No route to host/);
    await expect(launch.ssh(['red'], { zfarm: 'no-such-zfarm' })).rejects.toBeInstanceOf(LaunchError);
    await expect(launch.ssh(['-x'])).rejects.toThrow(TypeError);
    await expect(launch.local(0)).rejects.toThrow(RangeError);
  } finally {
    process.env['PATH'] = before;
  }
});

it('zfarm up starts workers, labels their logs, and lets them leave at Ctrl-C', async () => {
  const [, , , port = ''] = await privateNetwork();
  const env = { PATH: path };
  await using up = new CliProcess(['up', 'red', 'blue', '--threads', '1', '--port', port], { env });
  await up.said(/^\[red\] {2}\S+ serves cluster "default" on 127\.0\.0\.1:\d+ with 1 thread$/m);
  await up.said(/^\[blue\] \S+ serves /m);
  const input = 'a\nb\n';
  const done = await zfarm(['map', '-e', 'x => x + x', '--local', 'never', '--port', port], input);
  expect(done.stdout).toBe('aa\nbb\n');
  up.signal('SIGINT');
  const { code, stdout, stderr } = await up.outcome;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\[blue\] left after /m);
  expect(stdout).toMatch(/^\[red\] {2}left after /m);
  expect(stderr).toMatch(/^\[blue\] known host blue\n/m);
});

it('zfarm up fails when a host does, and serves on with the others until they are gone', async () => {
  const [, , , port = ''] = await privateNetwork();
  await using up = new CliProcess(['up', '--json', '--port', port, 'red', 'gone'], { env: { PATH: path } });
  await up.said(/"host":"red","stream":"stdout","text":"\S+ serves/);
  await up.said(/No worker on gone \(exit code 255\)\. ssh could not connect or log in/, 'stderr');
  // What a lost connection is to the worker: its standard input ends.
  up.child.kill('SIGKILL');
  await up.outcome;
  let left = true;
  for (let tries = 0; left && tries < 20; tries += 1)
    left = (await zfarm(['nodes', '--json', '--port', port])).stdout !== '[]\n';
  expect(left).toBe(false);
});

it('zfarm up hands a key over by standard input; who has none sees nobody', async () => {
  const [, , , port = ''] = await privateNetwork();
  const key = join(folder, 'lab.key');
  expect((await zfarm(['keygen', '--out', key])).code).toBe(0);
  const env = { PATH: path, TMPDIR: folder };
  await using up = new CliProcess(['up', 'red', '--key', key, '--threads', '1', '--port', port], { env });
  await up.said(/^\[red\] Programs with a member key of this cluster may run code here\.$/m);
  const isHandedKey = (name: string): boolean => name.startsWith('zfarm-key-');
  expect((await readdir(folder)).filter(isHandedKey)).toHaveLength(1);
  const map = ['map', '-e', 'x => x + x', '--local', 'never', '--port', port];
  expect((await zfarm([...map, '--key', key], 'a\n')).stdout).toBe('aa\n');
  expect((await zfarm(['nodes', '--json', '--port', port])).stdout).toBe('[]\n');
  up.signal('SIGTERM');
  expect((await up.outcome).code).toBe(0);
  expect((await readdir(folder)).filter(isHandedKey)).toEqual([]);
});

it('with a hub the first worker starts before the others, and all meet by it', async () => {
  const hubPort = Number((await privateNetwork())[3]);
  const key = join(folder, 'hub.key');
  expect((await zfarm(['keygen', '--out', key])).code).toBe(0);
  const apart = (): string => String(beaconPort());
  const hub = `127.0.0.1:${hubPort}`;
  const up = ['up', apart(), apart(), apart(), '--key', key, '--threads', '1', '--hub', `${hubPort}`];
  await using workers = new CliProcess(up, { env: { PATH: path, TMPDIR: folder } });
  await workers.said(
    new RegExp(`^the hub is ${hub}; others meet them with ZFARM_GOSSIP=${hub} or `, 'm'),
    'stderr',
  );
  await using cluster = await connect({
    interface: '127.0.0.1',
    port: beaconPort(),
    keyFile: key,
    local: 'never',
    gossip: { connect: [hub] },
    minWorkers: 3,
  });
  expect(await cluster.map((n: number) => n + 1, [1, 2, 3])).toEqual([2, 3, 4]);
  workers.signal('SIGTERM');
  expect((await workers.outcome).code).toBe(0);
});

it('launch.ssh has the hub for its program, and starts nobody where there is none', async () => {
  const hubPort = Number((await privateNetwork())[3]);
  const before = process.env['PATH'];
  process.env['PATH'] = path;
  try {
    const options = { hubPort, insecure: true, threads: 1, workerArguments: ['--log-format', 'json'] };
    await using launched = await launch.ssh([String(beaconPort()), String(beaconPort())], options);
    expect(launched).toMatchObject({ hub: `127.0.0.1:${hubPort}`, names: { length: 2 } });
    const logs: LaunchLog[] = [];
    const failed = launch.ssh(['gone', 'blue'], { ...options, onLog: (log) => logs.push(log) });
    await expect(failed).rejects.toThrow(/No worker on gone/);
    expect(logs.map(({ host }) => host)).not.toContain('blue');
  } finally {
    process.env['PATH'] = before;
  }
  const up = await zfarm(['up', 'gone', 'blue', '--hub', '5700'], '', { env: { PATH: path } });
  expect(up.code).toBe(1);
  expect(up.stderr).toMatch(/No worker on gone/);
  expect(up.stderr).toMatch(/^zfarm: nothing was started on blue, for there is no hub to ask$/m);
});
