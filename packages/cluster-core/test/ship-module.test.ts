import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type ClassTable,
  CodeCache,
  decodeValue,
  encodeValue,
  piecesOf,
  registerClass,
  reviveClasses,
  reviveFunction,
  type ShippedFunction,
} from '@zfarm/cluster-core';
import {
  captureFunction,
  defineTask,
  type ModuleUrl,
  mapStack,
  moduleUrl,
  shipModule,
  UnshippableFunctionError,
} from '@zfarm/cluster-core/shipping';
import { TokenType, tokenizer, version } from 'acorn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject } from './fixtures/project.js';

let folder = '';
beforeAll(async () => {
  folder = await makeProject({
    'task.ts': `import { joined } from 'pure-esm';
import { shout } from './shout.js';
export default (text: string): string => shout(joined(text, import.meta.url === undefined ? 'x' : 'y'));
`,
    'shout.ts': 'export const shout = (text: string): string => text + "!";\n',
    'data.ts': 'export default { not: "a function" };\n',
    'none.ts': 'export const other = 1;\n',
    'native.mjs': "import tool from 'native-tool';\nexport default () => tool();\n",
    'waits.mjs': "import { ready } from 'waits';\nexport default () => ready;\n",
    'changes.mjs': 'export default () => 1;\n',
  });
});
afterAll(() => rm(folder, { recursive: true }));

const url = (file: string): URL => pathToFileURL(join(folder, file));
const seenBy = (holder: unknown): number | undefined => (holder as { seen?: number }).seen;

const run = (shipped: ShippedFunction, ...args: unknown[]): unknown => reviveFunction(shipped)(...args);

describe('a module by its URL', () => {
  it('is its default export, with all that it imports', async () => {
    const shipped = await shipModule(url('task.ts'));
    expect(shipped.name).toBe('task.ts');
    expect(run(shipped, 'A')).toBe(`${join('a', 'y')}!`);
  });

  it('may carry the type of its function, and maps its stacks', async () => {
    const words = moduleUrl<typeof import('./fixtures/words.js')>(
      new URL('./fixtures/words.ts', import.meta.url),
    );
    const typed: ModuleUrl<(text: string) => number> = words;
    // @ts-expect-error: it takes a text
    const wrong: ModuleUrl<(n: number) => number> = words;
    expect(wrong).toBe(typed);
    const shipped = await shipModule(typed);
    expect(run(shipped, 'one two')).toBe(2);
    try {
      run(shipped, '');
      expect.unreachable();
    } catch (error) {
      const [, first] = mapStack((error as Error).stack ?? '', shipped).split('\n');
      expect(first).toMatch(/at countWords \(.*fixtures\/words\.ts:3:\d+\)/);
    }
  });

  it('is refused for what it lacks, by name', async () => {
    await expect(shipModule(url('none.ts'))).rejects.toThrow(/none\.ts.*No matching export.*"default"/s);
    await expect(shipModule(url('absent.ts'))).rejects.toThrow(UnshippableFunctionError);
    await expect(shipModule(url('waits.mjs'))).rejects.toThrow(/Top-level await.*installed/s);
    expect(() => captureFunction(new URL('https://example.org/task.js'))).toThrow(/file: URL/);
    expect(() => captureFunction(url('task.ts'), { vars: { a: 1 } })).toThrow(/"vars" is for functions/);
    const data = await shipModule(url('data.ts'));
    expect(() => reviveFunction(data)).toThrow(/default export of .*data\.ts is not a function/);
  });

  it('says what has to be installed, where, and for whom', async () => {
    const shipped = await shipModule(url('native.mjs'));
    expect(() => reviveFunction(shipped, { worker: 'node-7' })).toThrow(
      /"native-tool" \(3\.1\.4\).*node-7 \(Node v\d+.*npm install native-tool@3\.1\.4/,
    );
  });

  it('is bundled anew when a file of it has changed, and only then', async () => {
    const first = await shipModule(url('changes.mjs'));
    const again = captureFunction(url('changes.mjs')).ready;
    expect(again?.hash).toBe(first.hash);
    await writeFile(join(folder, 'changes.mjs'), 'export default () => 22;\n');
    await utimes(join(folder, 'changes.mjs'), 1, 1);
    expect(captureFunction(url('changes.mjs')).ready).toBeUndefined();
    expect(run(await shipModule(url('changes.mjs')))).toBe(22);
  });
});

describe('a named task', () => {
  it('travels under its name', async () => {
    const task = defineTask('count words', (text: string) => text.split(' ').length);
    const shipped = await captureFunction(task).ship();
    expect([shipped.name, run(shipped, 'a b c')]).toEqual(['count words', 3]);
  });
});

describe('a package that only workers may have', () => {
  it('is left to them', async () => {
    // As text, so that nobody looks for the package in this repository.
    const text = 'try { return require("nowhere-pkg"); } catch { return import("nowhere-pkg"); }';
    const fn = new Function(text) as () => unknown;
    const shipped = await captureFunction(fn).ship();
    await expect(run(shipped)).rejects.toThrow(/Cannot find "nowhere-pkg".*this worker/);
    const file = captureFunction(new Function('return import("./nowhere.js")') as () => unknown);
    await expect(file.ship()).rejects.toThrow(/"\.\/nowhere\.js" cannot be bundled.*Could not resolve/);
  });
});

describe('a package that is really installed', () => {
  it('is bundled from a test that imports it, and captured state beside it', async () => {
    const suffix = ' + 1';
    const fn = (text: string): string[] =>
      [...tokenizer(text + suffix, { ecmaVersion: 2022 })].map(({ type }) => type.label);
    const captured = captureFunction(fn);
    expect(captured.ready).toBeUndefined();
    const shipped = await captured.ship();
    expect(run(shipped, 'a')).toEqual(['name', '+/-', 'num']);
    expect(shipped.bundle?.text.length).toBeGreaterThan((await readFile(import.meta.filename)).length);
    const later = await captureFunction(async () => (await import('acorn')).version).ship();
    expect(await run(later)).toBe(version);
    const beside = await captureFunction(async () =>
      (await import('./fixtures/words.js')).default('a b'),
    ).ship();
    expect(await run(beside)).toBe(2);
    // The bundle is at hand now, so the next one of its kind need not wait.
    expect(captureFunction(fn).ready?.hash).toBe(shipped.hash);
  });
});

const newToken = (label: string): TokenType => new (TokenType as new (label: string) => TokenType)(label);

describe('a registered class from a package', () => {
  it('is the same one in the function, its arguments and its results', async () => {
    registerClass(TokenType, {
      encode: ({ label }) => ({ label }),
      decode: ({ label }) => newToken(label),
    });
    const next = (type: TokenType): unknown => type instanceof TokenType && newToken(`${type.label}!`);
    const shipped = await captureFunction(next).ship();
    const caches = { bundles: new CodeCache<unknown>(1e7), classes: new CodeCache<ClassTable>(1e7) };
    const classes = reviveClasses(shipped, caches);
    const argument = decodeValue(encodeValue(newToken('a')), classes);
    expect(argument).not.toBeInstanceOf(TokenType);
    const result = reviveFunction(shipped, caches)(argument);
    const home = decodeValue(encodeValue(result, 'it', classes));
    expect(home).toBeInstanceOf(TokenType);
    expect(home).toMatchObject({ label: 'a!' });
    expect(piecesOf(shipped).length).toBe(3);
  });
});

describe('a bundle', () => {
  it('is a piece of its own: equal for functions that capture other values, and run once', async () => {
    const made = async (digit: number) =>
      captureFunction(() => [digit, Object.assign(tokenizer, { seen: (seenBy(tokenizer) ?? 0) + 1 }).seen], {
        vars: { digit, seenBy },
      }).ship();
    const [one, two] = await Promise.all([made(1), made(2)]);
    expect(one.hash).not.toBe(two.hash);
    expect(one.bundle?.hash).toBe(two.bundle?.hash);
    const bundles = new CodeCache<unknown>(10_000_000);
    const call = (shipped: ShippedFunction): unknown => reviveFunction(shipped, { bundles })();
    expect([call(one), call(two)]).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(bundles.get(one.bundle?.hash ?? '')).toBeDefined();
  });

  it('is refused if it is not what its hash was made of', async () => {
    const shipped = await captureFunction(() => tokenizer).ship();
    const text = new TextEncoder().encode('module.exports = { s0: 1 }');
    const bundle = { hash: shipped.bundle?.hash ?? '', text };
    expect(() => reviveFunction({ ...shipped, bundle })).toThrow(/bundle does not match/);
  });
});
