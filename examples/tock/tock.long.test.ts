import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ZreNode } from '@zfarm/zre';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const TOCK = fileURLToPath(new URL('./tock.mjs', import.meta.url));
const OFFSET = /^>> (-?\d+\.\d{3}) msec \((.*)\)$/;

let network: string[];
const started: ChildProcessWithoutNullStreams[] = [];
const nodes: ZreNode[] = [];

beforeEach(() => {
  network = ['--interface', '127.0.0.1', '--port', String(randomInt(20_000, 32_000))];
});

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await Promise.all(nodes.splice(0).map((node) => node.stop()));
});

interface Outcome {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly stderr: string;
}

async function tock(...args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [TOCK, ...args]);
  started.push(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, lines: stdout.split('\n').slice(0, -1), stderr };
}

/** A node that shouts these in the group as soon as somebody has joined it. */
async function shouter(name: string, texts: () => readonly (readonly [string, string])[]): Promise<void> {
  const node = new ZreNode({ name, interface: '127.0.0.1', port: Number(network[3]) });
  nodes.push(node);
  node.on('join', ({ group }) => {
    if (group === 'tick-tock') for (const [to, text] of texts()) node.shout(to, text);
  });
  await node.start();
}

describe('tock', () => {
  it('tells how far the clocks are apart: on one machine not at all', async () => {
    const [server, client] = await Promise.all([
      tock('server', '--name', 'big ben', '--count', '2', ...network),
      tock('client', '--name', 'traveller', '--count', '2', ...network),
    ]);
    expect([server, client]).toMatchObject([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    expect(server.lines).toHaveLength(2);
    // On the second, but for the time that two busy processors may need.
    for (const line of server.lines) expect(line).toMatch(/^>> Tock! \(\d{4}-\d\d-\d\dT[\d:]{8}\.0\d{5}Z\)$/);
    expect(client.lines).toHaveLength(2);
    for (const line of client.lines) {
      const [, offset, name] = OFFSET.exec(line) ?? [];
      expect(name).toBe('big ben');
      expect(Number(offset)).toBeGreaterThan(-1);
      expect(Number(offset)).toBeLessThan(500);
    }
  });

  it('reads what cl-zyre sends, and passes over everything else', async () => {
    // 90 minutes ahead of us, told in the time of a zone five hours behind.
    const ahead = () => new Date(Date.now() + 5_400_000 - 18_000_000).toISOString().replace('Z', '250-05:00');
    await shouter('lisp', () => [
      ['tick-tock', 'what is the time?'],
      ['tick-tock', `${ahead()}x`],
      ['tick-tock', '2026-13-01T00:00:00.000000Z'],
      ['elsewhere', ahead()],
      ['tick-tock', ahead()],
    ]);
    const { code, lines } = await tock('client', '--count', '1', ...network);
    expect(code).toBe(0);
    const [, offset, name] = OFFSET.exec(lines[0] ?? '') ?? [];
    expect(name).toBe('lisp');
    expect(Number(offset)).toBeGreaterThan(-5_400_001.3);
    expect(Number(offset)).toBeLessThan(-5_399_500);
    expect(lines).toHaveLength(1);
  });

  it('lets no name steer the terminal', async () => {
    await shouter('a\u001b[2Jb', () => [['tick-tock', new Date().toISOString()]]);
    const { lines } = await tock('client', '--count', '1', ...network);
    expect(lines[0]).toMatch(/ msec \(a \[2Jb\)$/);
  });

  it('ends by SIGINT, saying goodbye', async () => {
    const node = new ZreNode({ interface: '127.0.0.1', port: Number(network[3]) });
    nodes.push(node);
    const entered = new Promise((resolve) => node.on('enter', resolve));
    const exited = new Promise((resolve) => node.on('exit', resolve));
    await node.start();
    const outcome = tock('client', ...network);
    await entered;
    started[0]?.kill('SIGINT');
    expect(await outcome).toEqual({ code: 0, lines: [], stderr: '' });
    await exited;
  });

  it.each<[string[], number, RegExp]>([
    [[], 2, /^tock: say "server" or "client"; see --help\n$/],
    [['clock'], 2, /^tock: say "server" or "client"/],
    [
      ['client', '--count', '0'],
      2,
      /^tock: --count takes a whole number from 1 to 1000000000, got "0"; .*\n$/,
    ],
    [['client', '--port', '65536'], 2, /^tock: --port takes a whole number from 1 to 65535/],
    [['client', '--wrong'], 2, /^tock: Unknown option '--wrong'; see --help\n$/],
    [['client', '--interface', 'nope0'], 1, /^tock: No IPv4 network interface "nope0"\. .*\n$/],
  ])('answers %j by one line', async (args, code, line) => {
    expect(await tock(...args)).toEqual({ code, lines: [], stderr: expect.stringMatching(line) });
  });

  it('has help with an example', async () => {
    const { code, lines } = await tock('--help');
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^Usage: /);
    expect(lines.at(-1)).toContain('$ node examples/tock/tock.mjs client');
  });
});
