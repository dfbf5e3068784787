import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { reviveFunction } from '@zfarm/cluster-core';
import { mapStack, shipFunction } from '@zfarm/cluster-core/shipping';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { makeProject } from './fixtures/project.js';

/** Each line that throws says so: the test finds lines by their text. */
const PROGRAM = `import { fail } from 'pure-esm';
interface Pair { a: number; b: number }

const helper = (pair: Pair): number => {
  if (pair.a < pair.b) throw new Error('in the helper'); // LINE helper
  return 1;
};

class Counter {
  readonly start: number = 1;
  count(): number {
    throw new Error('in a class'); // LINE class
  }
}

const holder = {
  async method(): Promise<number> {
    await import('node:os');
    throw new Error('in a method'); // LINE method
  },
};

export const cases: (() => unknown)[] = [
  () => helper({ a: 1, b: 2 }), // LINE calls helper
  () => new Counter().count(), // LINE calls class
  holder.method,
  () => fail(), // LINE calls package
];
`;

const require = createRequire(import.meta.url);
const shipper = fileURLToPath(new URL('./programs/stack-program.mjs', import.meta.url));
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function project(): Promise<string> {
  const folder = await makeProject({ 'program.ts': PROGRAM });
  folders.push(folder);
  return folder;
}

async function stacksOf(program: string, nodeOptions: readonly string[] = []): Promise<readonly string[]> {
  const args = [...nodeOptions, shipper, program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
  return JSON.parse(stdout) as readonly string[];
}

/** `program.ts:5`, wherever the text stands in the source. */
function at(mark: string): string {
  const line = PROGRAM.split('\n').findIndex((text) => text.endsWith(`// LINE ${mark}`)) + 1;
  return `program.ts:${line}:`;
}

function expectMapped(stacks: readonly string[]): void {
  const [helper = '', inClass = '', method = '', inPackage = ''] = stacks;
  expect(helper.split('\n')[1]).toContain(at('helper'));
  expect(helper.split('\n')[2]).toContain(at('calls helper'));
  expect(inClass.split('\n')[1]).toContain(at('class'));
  expect(inClass.split('\n')[2]).toContain(at('calls class'));
  expect(method.split('\n')[1]).toContain(at('method'));
  expect(inPackage.split('\n')[1]).toContain(join('node_modules', 'pure-esm', 'index.js:11:'));
  expect(inPackage.split('\n')[2]).toContain(at('calls package'));
}

describe('stacks of functions that failed elsewhere name the lines of', () => {
  it('TypeScript run by tsx', async () => {
    const tsx = require.resolve('tsx');
    expectMapped(await stacksOf(join(await project(), 'program.ts'), ['--import', tsx]));
  });

  it.each(['inline', 'linked'] as const)(
    'TypeScript in a bundle with a source map that is %s',
    async (sourcemap) => {
      const folder = await project();
      const outfile = join(folder, 'out', 'program.mjs');
      const entryPoints = [join(folder, 'program.ts')];
      await build({
        entryPoints,
        outfile,
        bundle: true,
        packages: 'external',
        platform: 'node',
        format: 'esm',
        minify: true,
        keepNames: true,
        sourcemap,
        logLevel: 'silent',
      });
      expectMapped(await stacksOf(outfile));
    },
  );

  it('an ES module as Node runs it', async () => {
    const folder = await project();
    const file = join(folder, 'plain.mjs');
    await writeFile(
      file,
      '\nconst fail = () => {\n  throw new Error("x");\n};\nexport const cases = [() => 1 + fail()];\n',
    );
    const [stack = ''] = await stacksOf(file);
    const { href } = pathToFileURL(file);
    expect(stack.split('\n').slice(1, 3)).toEqual([`    at fail (${href}:3:9)`, `    at ${href}:5:33`]);
  });

  it('a test of vitest', () => {
    const fail = (): never => {
      throw new Error('here');
    };
    const shipped = shipFunction(() => fail());
    try {
      reviveFunction(shipped)();
      expect.unreachable();
    } catch (error) {
      const [, first, second] = mapStack((error as Error).stack ?? '', shipped).split('\n');
      const own = new Error('own').stack?.split('\n')[1] ?? '';
      const line = Number(/:(\d+):\d+\)?$/.exec(own)?.[1]);
      expect(first).toMatch(new RegExp(`map-stack\\.test\\.ts:${line - 8}:\\d+\\)?$`));
      expect(second).toMatch(new RegExp(`map-stack\\.test\\.ts:${line - 6}:\\d+\\)?$`));
    }
  });

  it('only what they know', () => {
    const shipped = shipFunction(() => 1);
    const foreign = 'Error: x\n    at f (zfarm:other:1:2)\n    at g (zfarm:fn:99999:1)';
    expect(mapStack(foreign, shipped)).toBe(foreign);
    expect(mapStack('Error\n    at fn (zfarm:fn:1:1)', { ...shipped })).toContain('zfarm:fn:1:1');
  });
});
