import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { privateNetwork, startWorker, zfarm } from './cli-process.js';

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
