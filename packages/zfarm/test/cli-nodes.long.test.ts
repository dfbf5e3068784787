import { ZreNode } from '@zfarm/zre';
import { describe, expect, it } from 'vitest';
import { CliProcess, privateNetwork, startWorker, zfarm } from './cli-process.js';
import { ofThisUser } from './support/this-user.js';

interface Row {
  readonly name: string;
  readonly role: string;
}

describe('zfarm nodes', () => {
  it('shows nobody where nobody is, and says what to do', async () => {
    const network = await privateNetwork();
    const table = await zfarm(['nodes', ...network]);
    expect(table.code).toBe(0);
    expect(table.stdout).toBe('');
    expect(table.stderr).toMatch(
      /^Nobody of cluster "default" on 127\.0\.0\.1:\d+\. [^\n]*zfarm worker\n.*zfarm doctor[^\n]*\n$/,
    );
    expect(await zfarm(['nodes', '--json', ...network])).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  });

  it('shows the workers of its cluster with capacity and load, as JSON and as a table', async () => {
    const network = await privateNetwork();
    await using _red = await startWorker([
      '--name',
      'red',
      '--threads',
      '2',
      '--label',
      'gpu=true',
      ...network,
    ]);
    await using _blue = await startWorker(['--name', 'blue', '--threads', '1', ...network]);
    await using _other = await startWorker(['--name', 'other', '--cluster', 'elsewhere', ...network]);
    await using plain = new ZreNode({
      name: 'plain',
      interface: '127.0.0.1',
      ...ofThisUser,
      port: Number(network[3]),
    });
    await plain.start();
    await zfarm(['map', '-e', 'x => x', '--local', 'never', ...network], 'a\nb\nc\n');

    const { code, stdout, stderr } = await zfarm(['nodes', '--json', '--wait', '1.5', ...network]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const rows = JSON.parse(stdout) as (Row & { done: number })[];
    expect(rows.map(({ name, role }) => [name, role])).toEqual([
      ['blue', 'worker'],
      ['red', 'worker'],
    ]);
    expect(rows[1]).toMatchObject({
      id: expect.stringMatching(/^[0-9A-F]{32}$/),
      address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      slots: 2,
      busy: 0,
      queued: 0,
      draining: false,
      platform: `${process.platform}-${process.arch}`,
      nodeVersion: process.versions.node,
      labels: { gpu: 'true' },
    });
    expect(rows.reduce((sum, { done }) => sum + done, 0)).toBe(3);

    const table = await zfarm(['nodes', '--wait', '1.5', ...network]);
    const [titles, ...lines] = table.stdout.trimEnd().split('\n');
    expect(titles?.split(/\s+/)).toEqual(
      'NAME ROLE ADDRESS SLOTS BUSY QUEUED DONE PLATFORM NODE LABELS'.split(' '),
    );
    expect(lines.map((line) => line.split(/\s+/)[0])).toEqual(['blue', 'red']);
    expect(lines[1]).toMatch(/ worker .* gpu=true$/);
    expect(table.stdout).not.toContain('\u001b');
  });

  it('lets what others say of themselves not steer the terminal', async () => {
    const network = await privateNetwork();
    await using node = new ZreNode({
      name: 'evil\u001b[2J\nname',
      interface: '127.0.0.1',
      ...ofThisUser,
      port: Number(network[3]),
      headers: { 'X-ZFARM-PROTO': '1-1', 'X-ZFARM-ROLE': 'observer', 'X-ZFARM-CLUSTER': 'default' },
    });
    await node.start();
    const { stdout } = await zfarm(['nodes', '--wait', '1.5', ...network]);
    expect(stdout).toMatch(/^evil \[2J name +observer /m);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  it('with --watch tells who is there already and what changes, for people and for programs', async () => {
    const network = await privateNetwork();
    await using red = await startWorker(['--name', 'red', '--threads', '1', ...network]);
    await using text = new CliProcess(['nodes', '--watch', ...network]);
    await using json = new CliProcess(['nodes', '--watch', '--json', ...network]);
    await Promise.all([
      text.said(/ red: worker at 127\.0\.0\.1:\d+ is here\n/),
      json.said(/node-joined.*"red"/),
    ]);
    red.signal('SIGTERM');
    await Promise.all([text.said(/ red: worker has left\n/), json.said(/"type":"node-left".*"name":"red"/)]);
    const events = json.stdout.trimEnd().split('\n');
    expect(events.map((line) => (JSON.parse(line) as { at: number }).at > 1e12)).not.toContain(false);
    json.signal('SIGINT');
    expect((await json.outcome).code).toBe(130);
  });
});
