/** Every code block of the README is run here, as a newcomer would run it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { end, printed, run } from './support/run.js';

const packageRoot = join(import.meta.dirname, '..');
const repository = join(packageRoot, '../..');
const tsc = join(repository, 'node_modules/typescript/bin/tsc');
const bin = join(packageRoot, 'dist/cli/main.js');

/** Loopback, and a port of this test's own. */
const env = { ZFARM_INTERFACE: '127.0.0.1', ZFARM_PORT: String(20_000 + (process.pid % 20_000)) };

interface Block {
  readonly language: string;
  readonly code: string;
}

let blocks: Block[];
let folder: string;

beforeAll(async () => {
  const readme = await readFile(join(repository, 'README.md'), 'utf8');
  blocks = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
  // Inside the package, so that `import 'zfarm'` finds it as an installed program would.
  folder = await mkdtemp(join(packageRoot, '.readme-'));
  await writeFile(join(folder, 'zfarm'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`, {
    mode: 0o755,
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What each program of the README prints, in their order. */
const PROGRAMS: readonly (string | RegExp)[] = [
  /^\[\n( {2}'[0-9a-f]{64}',?\n){3}\]\n$/,
  '1\n4\n9\n16\n42\n1 item 1 failed on worker',
  'fulfilled\nfulfilled\nrejected\n[ 1, 4, 0 ]\n',
  "14 [ 'fig', 'pear' ]\n",
  '[ 2, 4, 6 ]\n',
  /^(\[local [01]\] try 1 of (ab|c)\n){2}\[ 2, 1 \]\n$/,
  '[ 1, 2 ]\n',
  '17711\n[ 3, 3, 3 ]\n',
];

describe('README', () => {
  test('has programs, and every one of them is in the table', () => {
    expect(blocks.filter((block) => block.language === 'ts')).toHaveLength(PROGRAMS.length);
    expect(new Set(blocks.map((block) => block.language))).toEqual(new Set(['ts', 'sh']));
  });

  test('its programs compile strictly, print what they say and end by themselves', async () => {
    const programs = blocks.filter((block) => block.language === 'ts');
    const files = programs.map((_, index) => `program-${index}`);
    await Promise.all(programs.map(({ code }, i) => writeFile(join(folder, `${files[i]}.mts`), code)));
    const options = [
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2023,esnext.disposable',
    ];
    const types = ['--types', 'node', '--skipLibCheck', '--ignoreConfig'];
    const compiled = await run(
      process.execPath,
      [tsc, ...options, ...types, ...files.map((f) => `${f}.mts`)],
      {
        cwd: folder,
      },
    );
    expect(compiled.stdout).toBe('');
    expect(compiled.code).toBe(0);
    for (const [index, file] of files.entries()) {
      const { code, stdout, stderr } = await run(process.execPath, [`${file}.mjs`], { cwd: folder, env });
      expect(stderr).toBe('');
      const expected = PROGRAMS[index] as string | RegExp;
      if (typeof expected === 'string') expect(stdout.startsWith(expected), stdout).toBe(true);
      else expect(stdout).toMatch(expected);
      expect(code).toBe(0);
    }
  });

  test('the one of the package shows the first program of it', async () => {
    const [first] = blocks.filter((block) => block.language === 'ts');
    expect(first?.code).toContain('runOnCluster');
    expect(await readFile(join(packageRoot, 'README.md'), 'utf8')).toContain(first?.code);
  });

  test('its shell commands work', async () => {
    const lines = blocks
      .filter((block) => block.language === 'sh')
      .flatMap(({ code }) => code.trim().split('\n'));
    let worker: ChildProcess | undefined;
    try {
      for (const line of lines) {
        if (line.startsWith('zfarm worker')) {
          worker = spawn(process.execPath, [bin, ...line.split(' ').slice(1)], {
            env: { ...process.env, ...env },
          });
          await printed(worker, 'red');
        } else {
          await checkLine(line);
        }
      }
    } finally {
      if (worker !== undefined) await end(worker);
    }
  });
});

async function checkLine(line: string): Promise<void> {
  const path = `${folder}:${process.env['PATH']}`;
  switch (line) {
    case 'npx -y pnpm@12 demo':
    case 'npx -y pnpm@12 test':
      // Both are run whole by CI; here, that the scripts of these names exist.
      return expect(await rootScripts()).toHaveProperty(line.split(' ').at(-1) as string);
    case 'npm install zfarm':
      // packed.long.test.ts installs the packages for real.
      return expect(JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')).name).toBe('zfarm');
    case 'zfarm nodes': {
      const { code, stdout } = await run('sh', ['-c', line], { env: { ...env, PATH: path } });
      expect(stdout).toContain('red');
      return expect(code).toBe(0);
    }
    case "seq 1 100 | zfarm map -e 'x => Number(x) ** 2'": {
      const { code, stdout } = await run('sh', ['-c', line], { env: { ...env, PATH: path } });
      expect(stdout).toBe(Array.from({ length: 100 }, (_, i) => `${(i + 1) ** 2}\n`).join(''));
      return expect(code).toBe(0);
    }
    case "printf 'a.wav\\nb.wav\\n' | zfarm map --exec 'echo {} becomes {.}.flac'": {
      const { code, stdout } = await run('sh', ['-c', line], { env: { ...env, PATH: path } });
      expect(stdout).toBe('a.wav becomes a.flac\nb.wav becomes b.flac\n');
      return expect(code).toBe(0);
    }
    default:
      throw new Error(`nobody runs this line of the README: ${line}`);
  }
}

async function rootScripts(): Promise<unknown> {
  return JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')).scripts;
}
