import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { deserialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { decodeValue, encodeList, type Payload, type ShippedFunction } from '@zfarm/cluster-core';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { COMMON_JS, ES_MODULES, TYPESCRIPT } from './fixtures/programs.js';
import { makeProject } from './fixtures/project.js';

interface Case {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly shipped: ShippedFunction;
  readonly expected: unknown;
}

const require = createRequire(import.meta.url);
const shipper = fileURLToPath(new URL('./programs/ship-program.mjs', import.meta.url));
/** Started where none of the packages is installed. */
const thread = new Worker(new URL('./programs/revive-thread.mjs', import.meta.url));
const folders: string[] = [];
afterAll(async () => {
  await thread.terminate();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await makeProject(files);
  folders.push(folder);
  return folder;
}

/** Under names that leave it open whether they are ES modules. */
function asTs(files: Readonly<Record<string, string>>): Record<string, string> {
  const renamed = Object.entries(files).map(([name, text]) => [
    name.replace('.mts', '.ts'),
    text.replaceAll(".mjs'", ".js'"),
  ]);
  return Object.fromEntries(renamed) as Record<string, string>;
}

/** Runs a program in a process of its own, which ships its functions. */
async function ship(program: string, nodeOptions: readonly string[] = []): Promise<readonly Case[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [...nodeOptions, shipper, program], {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 20_000,
  });
  return deserialize(stdout) as readonly Case[];
}

async function runInThread({ shipped, args }: Case): Promise<unknown> {
  const answer = once(thread, 'message', { signal: AbortSignal.timeout(10_000) });
  thread.postMessage({ shipped, args: encodeList(args, 0, args.length) });
  const [payload] = (await answer) as [Payload];
  return decodeValue(payload);
}

async function expectAllSame(cases: readonly Case[], least: number): Promise<void> {
  expect(cases.length).toBeGreaterThanOrEqual(least);
  const outcomes: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  for (const one of cases) {
    outcomes[one.name] = await runInThread(one);
    expected[one.name] = { value: one.expected };
  }
  expect(outcomes).toStrictEqual(expected);
}

describe('functions that use packages run where these are not installed', () => {
  it('from an ES module', async () => {
    const folder = await project(ES_MODULES);
    const cases = await ship(join(folder, 'program.mjs'));
    await expectAllSame(cases, 18);
    const named = cases.find(({ name }) => name === 'named imports and a dependency');
    expect(named?.shipped.source).not.toContain('NOBODY-NEEDS-THIS');
  });

  it('from a CommonJS program', async () => {
    const folder = await project(COMMON_JS);
    await expectAllSame(await ship(join(folder, 'program.cjs')), 6);
  });

  it('from TypeScript run by tsx', async () => {
    const folder = await project(TYPESCRIPT);
    const tsx = require.resolve('tsx');
    await expectAllSame(await ship(join(folder, 'program.mts'), ['--import', tsx]), 18);
  });

  it('from TypeScript that tsx turns into CommonJS', async () => {
    const folder = await project(asTs(TYPESCRIPT));
    const tsx = require.resolve('tsx');
    await expectAllSame(await ship(join(folder, 'program.ts'), ['--import', tsx]), 18);
  });

  it.each([
    ['esm', false],
    ['esm', true],
    ['cjs', false],
    ['cjs', true],
  ] as const)('from the output of a bundler: %s, minified: %s', async (format, minify) => {
    // Not .mts: there esbuild takes a module for its own default, and the program would not run.
    const folder = await project(asTs(TYPESCRIPT));
    const outfile = join(folder, format === 'esm' ? 'program.mjs' : 'program.cjs');
    await build({
      entryPoints: [join(folder, 'program.ts')],
      outfile,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format,
      minify,
      keepNames: true,
      logLevel: 'silent',
      // As bundlers for CommonJS do: it has no import.meta.
      define: format === 'cjs' ? { 'import.meta.url': '"x/program"' } : {},
    });
    await expectAllSame(await ship(outfile), 18);
  });
});

describe('packages with native parts', () => {
  const program = `
export const cases = [
  { name: 'by itself', fn: async () => (await import('native-tool')).default(), args: [], remote: true },
  { name: 'under another', fn: async () => (await import('needs-native')).run(), args: [], remote: true },
];
`;

  it('are looked up where the function runs, by name and version', async () => {
    const folder = await project({ 'native.mjs': program });
    const [direct, deep] = await ship(join(folder, 'native.mjs'));
    const outcome = String(((await runInThread(direct as Case)) as { error: unknown }).error);
    expect(outcome).toMatch(
      /"native-tool" \(3\.1\.4\).*native parts.*\(Node v\d+.*npm install native-tool@3\.1\.4/,
    );
    const nested = String(((await runInThread(deep as Case)) as { error: unknown }).error);
    expect(nested).toMatch(/"native-file" \(0\.4\.2\)/);
  });
});
