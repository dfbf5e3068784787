import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CliProcess, privateNetwork, startWorker, zfarm } from './cli-process.js';

// Makes the loopback interface look like one of a network, so that nothing leaves this machine.
const LOOPBACK_IN_DISGUISE = `data:text/javascript,${encodeURIComponent(`
  import os from 'node:os';
  import { syncBuiltinESMExports } from 'node:module';
  const [info] = Object.values(os.networkInterfaces()).flat().filter(({ address }) => address === '127.0.0.1');
  os.networkInterfaces = () => ({ lan0: [{ ...info, internal: false }] });
  syncBuiltinESMExports();
`)}`;

describe('zfarm worker', () => {
  it('says in one line what it serves, and in one how to go further', async () => {
    await using worker = await startWorker(['--name', 'red', '--threads', '2', ...(await privateNetwork())]);
    await worker.said(/keygen.*\n/);
    const [serving, further, ...rest] = worker.stdout.split('\n');
    expect(serving).toMatch(/^red serves cluster "default" on 127\.0\.0\.1:\d+ with 2 threads$/);
    expect(further).toMatch(/^Programs of this user on this machine only.*zfarm keygen.*--interface/);
    expect(rest).toEqual(['']);
    expect(worker.stderr).toBe('');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('leaves in order on %s', async (signal) => {
    await using worker = await startWorker(['--threads', '1', ...(await privateNetwork())]);
    worker.signal(signal);
    const { code, stdout, stderr } = await worker.outcome;
    expect(stdout).toMatch(/draining: no thread is at work at this moment\nleft after 0 items\n$/);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('goes on serving when nobody reads its log', async () => {
    const network = await privateNetwork();
    await using worker = await startWorker(['--name', 'deaf', ...network]);
    worker.child.stdout.destroy();
    await once(worker.child.stdout, 'close');
    const { stdout } = await zfarm(['map', '-e', 'x => x + x', '--local', 'never', ...network], 'a\n');
    expect(stdout).toBe('aa\n');
    worker.signal('SIGTERM');
    expect((await worker.outcome).code).toBe(0);
  });

  it('finishes on Ctrl-C what runs, and ends at once on a second one: that runs elsewhere then', async () => {
    const network = await privateNetwork();
    await using slow = await startWorker(['--name', 'slow', '--threads', '1', ...network]);
    const task = "(line, { worker }) => { while (worker === 'slow'); return worker; }";
    await using map = new CliProcess(['map', '-e', task, '--local', 'never', ...network]);
    map.child.stdin.end('a\n');
    await untilBusy('slow', network);
    await using _young = await startWorker(['--name', 'young', '--threads', '1', ...network]);
    slow.signal('SIGINT');
    await slow.said(/draining, 1 thread still at work/);
    expect(slow.child.exitCode).toBeNull();
    // What comes sooner is the same Ctrl-C once more, as npx hands it on.
    await sleep(300);
    slow.signal('SIGINT');
    const { code, stdout } = await slow.outcome;
    expect(code).toBe(130);
    expect(stdout).not.toContain('left after');
    expect(await map.outcome).toMatchObject({ code: 0, stdout: 'young\n' });
  });

  it('hands back after --drain-timeout what still runs, and leaves; nothing is held against it', async () => {
    const network = await privateNetwork();
    const limits = ['--drain-timeout', '0', '--cancel-grace-ms', '50'];
    await using old = await startWorker(['--name', 'old', '--threads', '1', ...limits, ...network]);
    const task = "(line, { worker, attempt }) => { while (worker === 'old'); return attempt; }";
    await using map = new CliProcess(['map', '-e', task, '--local', 'never', ...network]);
    map.child.stdin.end('a\n');
    await untilBusy('old', network);
    await using _young = await startWorker(['--name', 'young', '--threads', '1', ...network]);
    old.signal('SIGTERM');
    expect((await old.outcome).code).toBe(0);
    // Still its first try: what was handed back has not failed, and nothing was lost.
    expect(await map.outcome).toMatchObject({ code: 0, stdout: '1\n' });
  });

  it('refuses another interface than loopback without a key or --insecure', async () => {
    const args = ['worker', '--allow-root', '--interface', 'lan0', ...(await privateNetwork()).slice(2)];
    const { code, stdout, stderr } = await zfarm(args, '', { node: ['--import', LOOPBACK_IN_DISGUISE] });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /^zfarm: On interface 127\.0\.0\.1 other machines .* zfarm keygen.* --insecure, .*\n$/,
    );
  });

  it('refuses it as root, unless that is meant', async () => {
    const args = ['worker', '--insecure', '--interface', 'lan0', ...(await privateNetwork()).slice(2)];
    const root = 'data:text/javascript,process.getuid = () => 0;';
    const node = ['--import', LOOPBACK_IN_DISGUISE, '--import', root];
    const { code, stdout, stderr } = await zfarm(args, '', { node });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^zfarm: this is root, and whoever may submit .* --allow-root .*\n/m);
  });

  it('serves another interface with --insecure, and warns', async () => {
    const args = ['--insecure', '--allow-root', '--interface', 'lan0', ...(await privateNetwork()).slice(2)];
    await using worker = await startWorker(args, { node: ['--import', LOOPBACK_IN_DISGUISE] });
    await worker.said(
      /^warning: everybody on the network of lan0 \(127\.0\.0\.1\) can run code here\n/,
      'stderr',
    );
    await worker.said(/Everybody there may run code here/);
  });
});

async function untilBusy(name: string, network: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const { stdout } = await zfarm(['nodes', '--json', '--wait', '0.3', ...network]);
    const nodes = JSON.parse(stdout) as { name: string; busy: number }[];
    if (nodes.some((node) => node.name === name && node.busy > 0)) return;
  }
  throw new Error(`${name} has not become busy`);
}
