import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const reporter = fileURLToPath(new URL('counting-reporter.ts', import.meta.url));

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zfarm-counts-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs vitest as a child on these files; gives the last line it printed and its exit code. */
function run(files: Record<string, string>): { lastLine: string | undefined; status: number | null } {
  const test = { globals: true, reporters: [reporter], pool: 'threads', maxWorkers: 2 };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'vitest.config.js'), `export default ${JSON.stringify({ test })};`);
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
  // The child is a run of its own: it must not believe itself a worker of this one.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_ENV|NODE_OPTIONS)/.test(name),
  );
  const child = spawnSync(process.execPath, [vitest, 'run', '--root', folder], {
    encoding: 'utf8',
    env: Object.fromEntries(inherited),
  });
  return { lastLine: child.stdout.trimEnd().split('\n').at(-1), status: child.status };
}

test('counts failures of every kind, none of them twice', () => {
  const outcome = run({
    'tests.test.js': `
      test('passes', () => {});
      test('passes too', () => {});
      test('fails', () => { expect(1).toBe(2); });
      test('is skipped', { skip: true }, () => {});`,
    'unloadable.test.js': `import './does-not-exist.js'; test('never runs', () => {});`,
    'syntax.test.js': `test('is not closed', () => {`,
    'unhandled.test.js': `test('passes, yet leaves a rejection', async () => {
      Promise.reject(new Error('nobody listens'));
      await new Promise((resolve) => { setImmediate(resolve); });
    });`,
    'hook.test.js': `
      describe('a suite whose hook throws', () => {
        beforeAll(() => { throw new Error('no start'); });
        test('cannot run', () => {});
      });`,
    'file-hook.test.js': `
      beforeAll(() => { throw new Error('no start'); });
      test('cannot run', () => {});`,
    'empty.test.js': '',
  });
  // Failed: one test, two files that do not load, a rejection, two hooks, a file without tests.
  expect(outcome).toEqual({ lastLine: '3 passed, 7 failed, 3 skipped', status: 1 });
}, 60_000);

test('a clean run counts no failure', () => {
  const outcome = run({ 'tests.test.js': `test('passes', () => {});` });
  expect(outcome).toEqual({ lastLine: '1 passed, 0 failed, 0 skipped', status: 0 });
}, 60_000);
