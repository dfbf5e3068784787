/** The programs in README and docs: all of them compile strictly, and those that need no second machine run. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allCodeBlocks, type CodeBlock, placeOf } from '../../../scripts/documented-code.js';
import { type Outcome, run } from './support/run.js';

const packageRoot = join(import.meta.dirname, '..');
const tsc = join(packageRoot, '../../node_modules/typescript/bin/tsc');

/** Loopback, and a port of this test's own. */
const env = { ZFARM_INTERFACE: '127.0.0.1', ZFARM_PORT: String(20_000 + (process.pid % 20_000)) };

/** What the programs of the README print, in their order. On other pages a block `text output` behind a program says it. */
const README: readonly (string | RegExp)[] = [
  /^\[\n( {2}'[0-9a-f]{64}',?\n){3}\]\n$/,
  /^1\n4\n9\n16\n42\n1 item 1 failed on worker/,
  'fulfilled\nfulfilled\nrejected\n[ 1, 4, 0 ]\n',
  "14 [ 'fig', 'pear' ]\n",
  '[ 2, 4, 6 ]\n',
  /^(\[local [01]\] try 1 of (ab|c)\n){2}\[ 2, 1 \]\n$/,
  '[ 1, 2 ]\n',
  '17711\n[ 3, 3, 3 ]\n',
];

interface Program {
  readonly block: CodeBlock;
  readonly file: string;
  readonly runs: boolean;
  /** What it prints, if the page says so. */
  readonly prints: string | RegExp | undefined;
}

const isProgram = ({ language, marks }: CodeBlock): boolean =>
  (language === 'ts' || language === 'js') && !marks.includes('foreign');

function programsOf(blocks: readonly CodeBlock[]): readonly Program[] {
  const readme = blocks.filter((block) => block.page === 'README.md' && isProgram(block));
  return blocks.flatMap((block, index) => {
    if (!isProgram(block)) return [];
    const next = blocks[index + 1];
    const said = next?.page === block.page && next.marks.includes('output') ? next.code : undefined;
    const name = block.marks.find((mark) => mark.startsWith('['))?.slice(1, -1);
    const file = `${block.page.replaceAll('/', '_')}/${name ?? `line-${block.line}.m${block.language}`}`;
    const runs = !block.marks.includes('no-run');
    return [{ block, file, runs, prints: README[readme.indexOf(block)] ?? said }];
  });
}

const programs = programsOf(allCodeBlocks());
let folder: string;

beforeAll(async () => {
  // Inside the package, so that `import 'zfarm'` finds it as an installed program would.
  folder = await mkdtemp(join(packageRoot, '.documented-'));
  await writeFile(join(folder, 'run-all.mjs'), RUN_ALL);
  for (const { block, file } of programs) {
    await mkdir(join(folder, 'pages', dirname(file)), { recursive: true });
    await writeFile(join(folder, 'pages', file), block.code);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs the programs that it is given one after another; says on standard output where each begins. */
const RUN_ALL = `
process.removeAllListeners('warning');
for (const file of process.argv.slice(2)) {
  process.stdout.write('\\0' + file + '\\0');
  try {
    await import('./dist/' + file);
  } catch (error) {
    process.exitCode = 1;
    console.error(file, error);
  }
}
`;

function compile(): Promise<Outcome> {
  const files = programs.map(({ file }) => join('pages', file));
  const strict = [
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2023,esnext.disposable',
  ];
  // Readers paste what they see into a file: JavaScript is checked for what is certain to be wrong only.
  const script = ['--allowJs', '--checkJs', '--noImplicitAny', 'false', '--inlineSourceMap'];
  const place = [
    '--rootDir',
    'pages',
    '--outDir',
    'dist',
    '--types',
    'node',
    '--skipLibCheck',
    '--ignoreConfig',
  ];
  return run(process.execPath, [tsc, ...strict, ...script, ...place, ...files], { cwd: folder });
}

describe('programs in the pages', () => {
  test('those of the README are in the table, and most of the others run', () => {
    expect(programs.filter(({ block }) => block.page === 'README.md')).toHaveLength(README.length);
    expect(programs.filter(({ runs }) => !runs).length).toBeLessThan(programs.length / 4);
  });

  test('all compile strictly, and those that can run print what the pages say and end by themselves', async () => {
    const compiled = await compile();
    expect(compiled.stdout).toBe('');
    expect(compiled.code).toBe(0);

    const running = programs.filter(({ runs }) => runs);
    const files = running.map(({ file }) => file.replace(/ts$/, 'js'));
    const outcome = await run(process.execPath, ['run-all.mjs', ...files], {
      cwd: folder,
      env,
      timeoutMs: 100_000,
    });
    expect(outcome.code, outcome.stderr).toBe(0);
    const printed = new Map<string | undefined, string>();
    const parts = outcome.stdout.split('\0').slice(1);
    for (let at = 0; at < parts.length; at += 2) printed.set(parts[at], parts[at + 1] ?? '');
    for (const [index, { block, prints }] of running.entries()) {
      const text = printed.get(files[index]);
      if (typeof prints === 'string') expect(text, placeOf(block)).toBe(prints);
      else expect(text, placeOf(block)).toMatch(prints ?? /^/);
    }
  }, 120_000);

  test('the README of the package shows the first program of the repository', async () => {
    const first = programs.find(({ block }) => block.page === 'README.md');
    expect(first?.block.code).toContain('runOnCluster');
    expect(await readFile(join(packageRoot, 'README.md'), 'utf8')).toContain(first?.block.code);
  });
});
