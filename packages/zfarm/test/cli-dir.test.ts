import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZreNode } from '@zfarm/zre';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CliProcess, privateNetwork, zfarm } from './cli-process.js';

let home: string;
let folder: string;
let network: string[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'zfarm-dir-'));
  folder = join(home, 'nodes');
  // Plain peers of other programs, on loopback for once.
  network = [...(await privateNetwork()), '--insecure'];
});

afterEach(() => rm(home, { recursive: true, force: true }));

async function startDir(...args: readonly string[]): Promise<CliProcess> {
  const dir = new CliProcess(['dir', folder, ...args, ...network]);
  await dir.said(/ has a file for each node on 127\.0\.0\.1:\d+\n/);
  return dir;
}

async function startNode(name: string, headers: Readonly<Record<string, string>> = {}): Promise<ZreNode> {
  const node = new ZreNode({ name, headers, interface: '127.0.0.1', port: Number(network[3]) });
  await node.start();
  return node;
}

function fileOf(node: ZreNode): string {
  return join(folder, `${node.uuid}.json`);
}

async function holds(node: ZreNode, content: unknown): Promise<void> {
  await vi.waitFor(
    async () => expect(JSON.parse(await readFile(fileOf(node), 'utf8'))).toEqual(content),
    5000,
  );
}

async function hasOnly(...files: readonly string[]): Promise<void> {
  await vi.waitFor(async () => expect((await readdir(folder)).sort()).toEqual(files), 5000);
}

describe('zfarm dir', () => {
  it('has a file for each live node in the layout of zyredir, and none once it is stopped', async () => {
    await mkdir(folder);
    await writeFile(join(folder, `${'0'.repeat(32)}.json`), 'of an earlier run');
    await writeFile(join(folder, 'package.json'), '{}');
    await using dir = await startDir();
    await hasOnly('package.json');
    await using red = await startNode('red', { 'X-ROOM': '3' });
    // A name is no part of a path, whatever it looks like.
    await using blue = await startNode('../../blue');
    await holds(red, ['red', red.endpoint, { 'X-ROOM': '3' }]);
    await holds(blue, ['../../blue', blue.endpoint, null]);
    expect(await readdir(home)).toEqual(['nodes']);
    await blue.stop();
    await hasOnly(`${red.uuid}.json`, 'package.json');
    dir.signal('SIGTERM');
    expect(await dir.outcome).toEqual({
      code: 0,
      stdout: `${folder} has a file for each node on ${network[1]}:${network[3]}\n${folder} is cleared\n`,
      stderr: '',
    });
    expect(await readdir(folder)).toEqual(['package.json']);
  });

  it('has objects on request, and follows the groups', async () => {
    await using _dir = await startDir('--format', 'object');
    await using node = await startNode('red', { 'X-WEB': 'http://red.example/', 'X-ROOM': '3' });
    const content = {
      name: 'red',
      address: node.endpoint,
      headers: { 'X-WEB': 'http://red.example/', 'X-ROOM': '3' },
      groups: [] as string[],
      services: { WEB: 'http://red.example/' },
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    };
    await holds(node, content);
    node.join('b');
    node.join('a');
    await holds(node, { ...content, groups: ['a', 'b'] });
    node.leave('b');
    await holds(node, { ...content, groups: ['a'] });
  });

  it('makes a vanished folder anew and says so once', async () => {
    await using dir = await startDir();
    await using node = await startNode('red');
    await holds(node, ['red', node.endpoint, null]);
    await rm(folder, { recursive: true });
    await holds(node, ['red', node.endpoint, null]);
    await using second = await startNode('second');
    await holds(second, ['second', second.endpoint, null]);
    expect(dir.stderr).toBe(`zfarm: ${folder} had vanished; it is there again\n`);
  });

  it('never shows a reader half a file', async () => {
    await using _dir = await startDir('--format', 'object');
    await using node = await startNode('red', { 'X-BIG': 'x'.repeat(500_000) });
    await holds(node, expect.objectContaining({ name: 'red' }));
    const groups = Array.from({ length: 40 }, (_, index) => `g${String(index).padStart(2, '0')}`);
    const joined = (async () => {
      for (const group of groups) {
        node.join(group);
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const lengths = new Set<number>();
    while (!lengths.has(groups.length)) {
      const { groups: read } = JSON.parse(await readFile(fileOf(node), 'utf8')) as { groups: string[] };
      lengths.add(read.length);
    }
    await joined;
    expect(lengths.size).toBeGreaterThan(1);
  });
});

describe('zfarm dir on the command line', () => {
  it('has help with an example', async () => {
    const { code, stdout } = await zfarm(['dir', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}\$ zfarm dir /);
    expect(stdout).toContain('Exit codes:');
    expect(stdout.split('\n').filter((line) => line.length > 82)).toEqual([]);
  });

  it.each<[string[], number, RegExp]>([
    [[], 2, /^zfarm: missing required argument 'folder'; see zfarm dir --help\n$/],
    [[''], 2, /^zfarm: name the folder; see zfarm dir --help\n$/],
    [['x', '--format', 'xml'], 2, /^zfarm: .*--format <form>.*Allowed choices are array, object.*\n$/],
    [['x', '--interface', 'nope0'], 1, /^zfarm: there is no network interface "nope0".*\n$/],
    [['file'], 1, /^zfarm: cannot keep files in .*file: ENOTDIR: .*\n$/],
  ])('%j is answered by one line', async (args, code, line) => {
    await writeFile(join(home, 'file'), '');
    expect(
      await zfarm(['dir', ...args, ...network.slice(args.includes('nope0') ? 4 : 0)], '', { cwd: home }),
    ).toEqual({ code, stdout: '', stderr: expect.stringMatching(line) });
  });
});
