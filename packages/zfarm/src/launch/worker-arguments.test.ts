import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { sshCommand } from './ssh-command.js';
import { quoted, remoteCommand, workerArguments } from './worker-arguments.js';

const options = {
  cluster: 'lab',
  port: 5671,
  threads: 2,
  labels: { room: 'it\'s $(reboot) `here` \\ "so"', gpu: 'true' },
  insecure: true,
  keyFile: '/not/on/the/command line',
  workerArguments: ['--memory', '12 GB'],
};

it('whatever the options contain arrives as it is behind the shells of the other machine', () => {
  const command = remoteCommand(`printf '%s\\n'`, options, undefined);
  const env = { ...process.env, SSH_CONNECTION: '192.0.2.9 50000 192.0.2.1 22' };
  const said = execFileSync('sh', ['-c', command], { encoding: 'utf8', env });
  expect(said.trimEnd().split('\n')).toEqual([
    ...workerArguments(options, undefined),
    '--interface',
    '192.0.2.1',
  ]);
  const named = execFileSync('sh', ['-c', remoteCommand('printf %s,', {}, 'eth 0')], { encoding: 'utf8' });
  expect(named).toBe('worker,--attached,--interface,eth 0,');
});

it('quotes what a shell would read otherwise', () => {
  expect([quoted('a=b/c'), quoted('x y'), quoted(''), quoted("it's")]).toEqual([
    'a=b/c',
    "'x y'",
    "''",
    "'it'\\''s'",
  ]);
});

it('lets no host be an option of ssh', () => {
  expect(sshCommand('me@red', { sshArguments: ['-p', '2222'] }).slice(0, -1)).toEqual([
    ...['ssh', '-T', '-o', 'BatchMode=yes', '-p', '2222', '--', 'me@red'],
  ]);
  for (const host of ['-oProxyCommand=reboot', '', 'a b'])
    expect(() => sshCommand(host, {})).toThrow(TypeError);
});
