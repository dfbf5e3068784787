import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { privateNetwork, startWorker, zfarm } from './cli-process.js';
import { beaconPort } from './support/free-port.js';

interface Report {
  readonly findings: readonly { readonly severity: string; readonly code: string; readonly text: string }[];
}

it('zfarm doctor finds the worker on this machine, in words and as JSON', async () => {
  const network = await privateNetwork();
  await using _red = await startWorker(['--name', 'red', ...network]);
  const { code, stdout, stderr } = await zfarm(['doctor', '--json', '--wait', '1.5', ...network]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { findings } = JSON.parse(stdout) as Report;
  expect(findings.map((one) => one.code)).toEqual(['this-machine-only', 'beacon-heard', 'members']);
  expect(findings.at(-1)?.text).toMatch(/^cluster "default" is here: red \(worker, 127\.0\.0\.1:\d+\)$/);
  const words = await zfarm(['doctor', '--wait', '1.2', ...network]);
  expect(words.stdout).toMatch(
    /^note {5}lo [\s\S]*\[this-machine-only\]\n[\s\S]*\nNothing is wrong here\.\n$/,
  );
});

it('exits with 1 for a problem', async () => {
  const holder = createSocket('udp4');
  holder.bind({ port: 0, exclusive: true });
  await once(holder, 'listening');
  const args = ['--interface', '127.0.0.1', '--port', String(holder.address().port)];
  const { code, stdout } = await zfarm(['doctor', ...args]);
  holder.close();
  expect(code).toBe(1);
  expect(stdout).toMatch(/PROBLEM {2}UDP port \d+ is held by a program[\s\S]*\n1 problem, 0 warnings\.\n$/);
});

it('names another key as what it is; and by a hub, nodes whose beacons it never hears', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zfarm-doctor-'));
  try {
    const [ours, theirs] = [join(folder, 'ours.key'), join(folder, 'theirs.key')];
    const made = await Promise.all([ours, theirs].map((file) => zfarm(['keygen', '--out', file])));
    expect(made.map(({ code }) => code)).toEqual([0, 0]);
    const network = await privateNetwork();
    const hub = `127.0.0.1:${beaconPort()}`;
    const flags = ['--key', theirs, '--gossip-bind', hub, '--threads', '1', ...network];
    await using _red = await startWorker(['--name', 'red', ...flags]);
    const doctor = async (...args: readonly string[]): Promise<string[]> => {
      const { stdout } = await zfarm(['doctor', '--json', '--wait', '2', ...args]);
      const { findings } = JSON.parse(stdout) as Report;
      return findings.map(({ severity, code }) => `${severity} ${code}`);
    };
    const fine = ['note this-machine-only', 'ok beacon-heard'];
    expect(
      await Promise.all([
        doctor(...network),
        doctor('--key', ours, ...network),
        doctor('--key', theirs, '--gossip', hub, ...(await privateNetwork())),
        doctor('--key', ours, '--gossip', hub, ...(await privateNetwork())),
      ]),
    ).toEqual([
      [...fine, 'problem other-key'],
      [...fine, 'problem other-key'],
      [...fine, 'ok hub', 'ok members'],
      [...fine, 'problem hub-unreached', 'warning nobody'],
    ]);
    const half = await admitting(join(folder, 'half'), theirs);
    expect(await doctor('--key', half, ...network)).toEqual([...fine, 'problem key-refused']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** A key file of its own in that folder, beside which that other one's public key is admitted. */
async function admitting(folder: string, other: string): Promise<string> {
  const file = join(folder, 'cluster.key');
  await mkdir(join(folder, 'authorized-keys.d'), { recursive: true });
  expect((await zfarm(['keygen', '--out', file])).code).toBe(0);
  const { publicKey } = JSON.parse(await readFile(other, 'utf8')) as { readonly publicKey: string };
  const admitted = { zfarm: 'public key', version: 1, role: 'member', publicKey };
  await writeFile(join(folder, 'authorized-keys.d', 'other.key'), JSON.stringify(admitted));
  return file;
}
