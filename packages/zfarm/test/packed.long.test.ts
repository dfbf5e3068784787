/** The packages as their users get them: packed, installed into an empty folder, run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { end, printed, run } from './support/run.js';

const repository = join(import.meta.dirname, '../../..');
const PACKAGES = ['cluster-core', 'security', 'zre', 'worker', 'scheduler', 'dashboard', 'zfarm'];
const PNPM = 'pnpm@12';
const MINUTE = 60_000;

/** Loopback, and a port of this test's own. */
const env = {
  ZFARM_INTERFACE: '127.0.0.1',
  ZFARM_PORT: String(40_000 + (process.pid % 20_000)),
  ZFARM_CLUSTER: 'packed',
};

/** Says by which process it was done: only a worker with the label may do it. */
const ELSEWHERE = `
import { runOnCluster } from 'zfarm';
import { basename } from 'node:path';
const factor = 3;
const task = (n) => basename('/a/' + n * factor) + ' ' + process.pid;
const results = await runOnCluster(task, [1, 2, 3], { requires: { labels: { packed: 'yes' } } });
console.log(results.join('\\n'));
`;

const words = ['one', 'two', 'three'].map((word) =>
  createHash('sha256').update(`zfarm ${word}`).digest('hex'),
);
/** What the program of the README prints. */
const HASHES = { code: 0, signal: null, stdout: `${inspect(words)}\n`, stderr: '' };

let folder: string;
let tarballs: Map<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zfarm-packed-'));
  const packs = PACKAGES.map(async (name) => {
    const target = join(folder, 'tarballs', name);
    await mkdir(target, { recursive: true });
    const packed = await npx(
      [PNPM, 'pack', '--pack-destination', target],
      join(repository, 'packages', name),
    );
    expect(packed.stderr + packed.stdout).toContain('.tgz');
    const [file] = (await readdir(target)).filter((entry) => entry.endsWith('.tgz'));
    return [name === 'zfarm' ? name : `@zfarm/${name}`, join(target, file as string)] as const;
  });
  tarballs = new Map(await Promise.all(packs));
}, 2 * MINUTE);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('packed packages', () => {
  test(
    'npm installs them, and a worker and a script find each other',
    async () => {
      const home = join(folder, 'by-npm');
      await prepare(home, {});
      const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
      const flags = ['--no-audit', '--no-fund', '--ignore-scripts'];
      const installed = await run(npm, ['install', ...flags, ...tarballs.values()], {
        cwd: home,
        timeoutMs: MINUTE,
      });
      expect(installed.code, installed.stderr).toBe(0);
      await workTogether(home);
    },
    2 * MINUTE,
  );

  test(
    'pnpm installs them, and a worker and a script find each other',
    async () => {
      const home = join(folder, 'by-pnpm');
      await prepare(home, { zfarm: `file:${tarballs.get('zfarm')}` });
      // Tarballs do not satisfy one another by themselves; packages of a registry do.
      const overrides = [...tarballs].map(([name, file]) => `  '${name}': 'file:${file}'`);
      const builds = ['allowBuilds:', '  esbuild: false', '  msgpackr-extract: false', '  zeromq: false'];
      await writeFile(
        join(home, 'pnpm-workspace.yaml'),
        ['overrides:', ...overrides, ...builds, ''].join('\n'),
      );
      const installed = await npx([PNPM, 'install'], home);
      expect(installed.code, installed.stdout).toBe(0);
      await workTogether(home);
    },
    2 * MINUTE,
  );
});

async function prepare(home: string, dependencies: Record<string, string>): Promise<void> {
  await mkdir(home, { recursive: true });
  const manifest = { name: 'user', private: true, type: 'module', dependencies };
  await writeFile(join(home, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(home, 'elsewhere.mjs'), ELSEWHERE);
  await writeFile(join(home, 'program.mjs'), await programOf('README.md'));
}

/** The first program of a page, as it is printed there. */
async function programOf(page: string): Promise<string> {
  const text = await readFile(join(repository, page), 'utf8');
  const [, program = ''] = /^```js \[program\.mjs\]\n(.*?)^```$/ms.exec(text) ?? [];
  return program;
}

test('the README of the package shows the program of the repository', async () => {
  const program = await programOf('README.md');
  expect(program).toContain('await runOnCluster(');
  expect(await programOf('packages/zfarm/README.md')).toBe(program);
});

/** A worker started by the installed command serves programs, those of the README and one more, which end by themselves. */
async function workTogether(home: string): Promise<void> {
  const bin = join(home, 'node_modules/zfarm/dist/cli/main.js');
  const program = (name: string): ReturnType<typeof run> =>
    run(process.execPath, [name], { cwd: home, env, timeoutMs: 20_000 });
  // Nobody is there yet: it runs at home.
  expect(await program('program.mjs')).toEqual(HASHES);
  const worker: ChildProcess = spawn(
    process.execPath,
    [bin, 'worker', '--threads', '1', '--label', 'packed=yes'],
    {
      cwd: home,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    await printed(worker, '\n');
    expect(await program('program.mjs')).toEqual(HASHES);
    const outcome = await program('elsewhere.mjs');
    // Only a worker with the label may run it, so this process did not; and threads have its id.
    const stdout = [3, 6, 9].map((n) => `${n} ${worker.pid}\n`).join('');
    expect(outcome).toEqual({ code: 0, signal: null, stdout, stderr: '' });
  } finally {
    await end(worker);
  }
}

function npx(args: readonly string[], cwd: string): ReturnType<typeof run> {
  const command = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  return run(command, ['-y', ...args], { cwd, timeoutMs: MINUTE });
}
