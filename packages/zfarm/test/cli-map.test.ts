import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliProcess, privateNetwork, startWorker, zfarm } from './cli-process.js';

const home = ['--local', 'always', '--quiet'];

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zfarm-map-'));
  await writeFile(
    join(folder, 'task.mjs'),
    `import { createHash } from 'node:crypto';
const prefix = 'zfarm ';
const digest = (text) => createHash('sha256').update(text).digest('hex');
export default (line) => digest(prefix + line).slice(0, 8);
export const length = (line) => line.length;
`,
  );
});

afterAll(() => rm(folder, { recursive: true }));

describe('zfarm map, on this machine', () => {
  it('runs the default export of a module with what it captures and imports, and named ones', async () => {
    const hashes = await zfarm(['map', 'task.mjs', ...home], 'a\nb\n', { cwd: folder });
    expect(hashes).toEqual({ code: 0, stdout: `${digest('zfarm a')}\n${digest('zfarm b')}\n`, stderr: '' });
    const lengths = await zfarm(['map', join(folder, 'task.mjs#length'), ...home], 'one\nthree\n');
    expect(lengths).toEqual({ code: 0, stdout: '3\n5\n', stderr: '' });
  });

  it('prints strings as they are and other results as JSON', async () => {
    const code = `line => ({ text: 'as it "is"', none: undefined, big: 12n, list: [1, null], })[line]`;
    const { stdout } = await zfarm(['map', '-e', code, ...home], 'text\nnone\nbig\nlist\n');
    expect(stdout).toBe('as it "is"\n\n12\n[1,null]\n');
  });

  it('takes lines with either end, none at the last, empty ones, and any UTF-8', async () => {
    const { stdout } = await zfarm(
      ['map', '-e', 'x => JSON.stringify(x)', ...home],
      'a\r\n\nž\u2028 ü\nlast',
    );
    expect(stdout).toBe('"a"\n""\n"ž\u2028 ü"\n"last"\n');
  });

  it('has nothing to do with no input', async () => {
    expect(await zfarm(['map', '-e', 'x => x', ...home])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('reads and writes NDJSON', async () => {
    const input = '{"a":1}\n[2]\n"text"\nnull\n';
    const { stdout } = await zfarm(['map', '-e', 'x => x ?? undefined', '--ndjson', ...home], input);
    expect(stdout).toBe('{"a":1}\n[2]\n"text"\nnull\n');
  });

  it('sums up on stderr, unless it should be quiet', async () => {
    const { stderr } = await zfarm(['map', '-e', 'x => x', '--local', 'always'], 'a\n');
    expect(stderr).toMatch(/^1 line in .* \([\d.]+\/s\) on this machine\n$/);
  });

  it('retries a line as often as it should', async () => {
    const flaky =
      'x => { globalThis.tries = (globalThis.tries ?? 0) + 1; if (globalThis.tries < 3) throw new Error("no"); return globalThis.tries; }';
    const args = ['map', '-e', flaky, '--chunk', '1', ...home];
    expect((await zfarm([...args, '--retries', '9'], 'a\n')).stdout).toMatch(/^\d+\n$/);
    expect((await zfarm([...args, '--retries', '1'], 'a\n')).code).toBe(1);
  });
});

describe('zfarm map, over workers', () => {
  it('runs over two workers found by beacon, results in order', async () => {
    const network = await privateNetwork();
    await using _red = await startWorker(['--name', 'red', '--threads', '1', ...network]);
    await using _blue = await startWorker(['--name', 'blue', '--threads', '1', ...network]);
    const lines = Array.from({ length: 2000 }, (_, line) => line);
    const spin =
      'x => { const end = performance.now() + 0.5; while (performance.now() < end); return Number(x) ** 2; }';
    const args = ['map', '-e', spin, '--local', 'never', ...network];
    const { code, stdout, stderr } = await zfarm(args, `${lines.join('\n')}\n`);
    expect(stdout).toBe(`${lines.map((line) => line ** 2).join('\n')}\n`);
    expect(stderr).toMatch(/^2,000 lines in .* on 2 workers: (red|blue) [\d,]+, (red|blue) [\d,]+\n$/);
    expect(code).toBe(0);
  });

  it('prints results as they come when the order does not matter', async () => {
    const network = await privateNetwork();
    await using _worker = await startWorker(['--threads', '2', ...network]);
    const sleep =
      'async x => { if (x === "first") await new Promise((r) => setTimeout(r, 1500)); return x; }';
    const args = ['map', '-e', sleep, '--unordered', '--chunk', '1', '--local', 'never', ...network];
    const { stdout } = await zfarm(args, 'first\nsecond\nthird\n');
    expect(stdout.trim().split('\n').at(-1)).toBe('first');
    expect(stdout.trim().split('\n').sort()).toEqual(['first', 'second', 'third']);
  });

  it('loses no line when a worker drains in the middle', async () => {
    const network = await privateNetwork();
    await using red = await startWorker(['--name', 'red', '--threads', '1', ...network]);
    await using _blue = await startWorker(['--name', 'blue', '--threads', '1', ...network]);
    const sleep = 'async x => { await new Promise((r) => setTimeout(r, 2)); return x + " done"; }';
    await using map = new CliProcess(['map', '-e', sleep, '--local', 'never', ...network]);
    const lines = Array.from({ length: 1000 }, (_, line) => String(line));
    map.child.stdin.end(`${lines.join('\n')}\n`);
    await map.said(/^99 done$/m);
    red.signal('SIGTERM');
    expect((await red.outcome).code).toBe(0);
    expect(map.child.exitCode).toBeNull();
    expect(red.stdout).toMatch(/draining.*\nleft after [1-9]\d* items\n$/);
    const { code, stdout, stderr } = await map.outcome;
    expect(stdout).toBe(`${lines.map((line) => `${line} done`).join('\n')}\n`);
    expect(stderr).toMatch(/on 2 workers/);
    expect(code).toBe(0);
  });

  it('waits for a worker where it must not run at home, and says so', async () => {
    const network = await privateNetwork();
    await using map = new CliProcess(['map', '-e', 'x => x', '--local', 'never', ...network]);
    map.child.stdin.end('a\n');
    await map.said(
      /^no worker of cluster "default" on 127\.0\.0\.1:\d+ so far; start one: zfarm worker\n$/,
      'stderr',
    );
    await using _worker = await startWorker(['--name', 'late', ...network]);
    expect((await map.outcome).stdout).toBe('a\n');
  });
});

describe('the ends of the pipe', () => {
  it('streams: the first result is there before the second line', async () => {
    await using map = new CliProcess(['map', '-e', 'x => x + x', ...home]);
    map.child.stdin.write('a\n');
    await map.said(/^aa\n/);
    map.child.stdin.write('b\n');
    await map.said(/^aa\nbb\n/);
    map.child.stdin.end();
    expect((await map.outcome).code).toBe(0);
  });

  it('reads no more than it can work on when nobody takes the results', async () => {
    const line = `${'x'.repeat(1023)}\n`;
    await using map = new CliProcess(['map', '-e', 'x => x', ...home]);
    map.child.stdout.pause();
    const stuck = await writeUntilStuck(map, line.repeat(64), 64 * 1024 * 1024);
    // The job's window, and what pipes and streams hold.
    expect(stuck).toBeLessThan(16 * 1024 * 1024);
    map.child.stdin.end();
    map.child.stdout.resume();
    const { code, stdout } = await map.outcome;
    expect(stdout === line.repeat(stuck / 1024)).toBe(true);
    expect(code).toBe(0);
  });

  it('ends quietly when the reader has enough, as head has', async () => {
    await using map = new CliProcess(['map', '-e', 'x => x + x', ...home.slice(0, 2)]);
    const line = 'endless\n'.repeat(1000);
    const feed = (): void => {
      while (map.child.stdin.writable && map.child.stdin.write(line));
    };
    map.child.stdin.on('drain', feed);
    feed();
    await map.said(/^endlessendless\n/);
    map.child.stdout.destroy();
    const { code, stderr } = await map.outcome;
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is cancelled by %s, with input still open', async (signal, exitCode) => {
    await using map = new CliProcess(['map', '-e', 'x => x', '--local', 'always']);
    map.child.stdin.write('a\nb\n');
    await map.said(/^a\nb\n/);
    map.signal(signal);
    const { code, stderr } = await map.outcome;
    expect(stderr).toMatch(/^cancelled after 2 lines in .*\n$/);
    expect(code).toBe(exitCode);
  });

  it('is cancelled although nobody takes the results', async () => {
    await using map = new CliProcess(['map', '-e', 'x => x.repeat(1000)', ...home]);
    // Before that, a signal would end it as any process.
    map.child.stdin.write('begun\n');
    await map.said(/^begun/);
    map.child.stdout.pause();
    await writeUntilStuck(map, 'endless\n'.repeat(1000), 64 * 1024 * 1024);
    map.signal('SIGINT');
    const [code] = await once(map.child, 'exit');
    expect(code).toBe(130);
    map.child.stdout.resume();
  });
});

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** Writes until the process takes no more for a second, or `bytesMax` are written; resolves with what was written. */
async function writeUntilStuck(map: CliProcess, piece: string, bytesMax: number): Promise<number> {
  const { stdin } = map.child;
  for (let bytes = 0; ; ) {
    const room = stdin.write(piece);
    bytes += Buffer.byteLength(piece);
    if (bytes >= bytesMax) return bytes;
    if (room) continue;
    try {
      await once(stdin, 'drain', { signal: AbortSignal.timeout(1000) });
    } catch {
      return bytes;
    }
  }
}
