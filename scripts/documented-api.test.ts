import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { repositoryFiles, repositoryRoot } from './repository-files.js';

// `pnpm check` looks whether everything public is documented: here, that it sees what is not.

const folder = mkdtempSync(join(tmpdir(), 'zfarm-documented-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SOURCE = `
/** What is counted. */
export interface CountOptions {
  readonly bare: number;
  /** Has words. */
  readonly told: number;
  /** What went each way. */
  readonly bytes: { readonly sent: number };
}
/** A fault. */
export class CountError extends Error {
  override readonly name = 'CountError';
  readonly place: string = '';
}
export const bareConstant = 1;
/** Counts. */
export function count(options: CountOptions): number {
  return options.bare;
}
export function bareFunction(): void {}
`;

function complaints(source: string): { readonly status: number | null; readonly bare: ReadonlySet<string> } {
  writeFileSync(join(folder, 'index.ts'), source);
  writeFileSync(join(folder, 'package.json'), '{ "name": "planted" }');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    '{ "compilerOptions": { "types": [], "lib": ["ES2023"] }, "files": ["index.ts"] }',
  );
  const docs = join(repositoryRoot, 'docs');
  const options = {
    extends: [join(docs, 'typedoc-check.jsonc')],
    entryPoints: ['index.ts'],
    tsconfig: 'tsconfig.json',
    packagesRequiringDocumentation: ['planted'],
  };
  writeFileSync(join(folder, 'typedoc.json'), JSON.stringify(options));
  const { status, stderr } = spawnSync(
    process.execPath,
    ['node_modules/typedoc/bin/typedoc', '--options', join(folder, 'typedoc.json')],
    { cwd: docs, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  const found = stderr.matchAll(/\[warning\] (?:\S+\.)?(\w+) \(\w+\).* does not have any documentation/g);
  return { status, bare: new Set([...found].map(([, name = '']) => name)) };
}

test('a symbol, a property or a field of an error without words is a fault, and what needs none is not', () => {
  const { status, bare } = complaints(SOURCE);
  expect(bare).toEqual(new Set(['bare', 'bareConstant', 'bareFunction', 'place']));
  expect(status).not.toBe(0);
});

test('the check looks at the main entry of every package that is published', () => {
  const packages = repositoryFiles('packages')
    .filter((file) => /^packages\/[^/]+\/package\.json$/.test(file))
    .map((file) => [file, JSON.parse(readFileSync(join(repositoryRoot, file), 'utf8'))] as const)
    .filter(([, manifest]) => manifest.private !== true);
  const check = readFileSync(join(repositoryRoot, 'docs/typedoc-check.jsonc'), 'utf8');
  const missing = packages.filter(
    ([file, { name }]) =>
      !check.includes(`"${name}"`) || !check.includes(`"../${file.replace('package.json', 'src/index.ts')}"`),
  );
  expect(packages.length).toBeGreaterThan(7);
  expect(missing.map(([file]) => file)).toEqual([]);
});
