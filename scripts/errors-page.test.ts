import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryFiles, repositoryRoot } from './repository-files.js';

// docs/errors.md has every error that a user meets, and every warning, with the codes of the sources.

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');
const page = read('docs/errors.md');
const sources = repositoryFiles('packages')
  .filter((file) => /^packages\/(?!simulator)[^/]+\/src\/.*(?<!\.test)\.ts$/.test(file))
  .map(read);

/** Those of the command line and of benchmarks, which print them, and of bytes that cannot be decoded, which nobody is told. */
const NOT_MET: ReadonlySet<string> = new Set(['CliError', 'PayloadError', 'WrongAnswerError']);

test('the page has every error, with its code', () => {
  const fixed = /^ {2}override readonly name = '(\w+Error)';(?:\n {2}readonly code = '(\w+)';)?/gm;
  const errors = sources.flatMap((source) =>
    [...source.matchAll(fixed)].map(([, name = '', code = '']) => ({ name, code })),
  );
  expect(errors.length).toBeGreaterThan(30);
  const missing = errors.filter(
    ({ name, code }) =>
      !NOT_MET.has(name) && !page.includes(code === '' ? `\`${name}\`` : `| \`${name}\`<br>\`${code}\` |`),
  );
  expect(missing).toEqual([]);
});

test('the page has every warning', () => {
  const warnings = sources.flatMap((source) =>
    [...source.matchAll(/emitWarning\((?:(?!\n {2,6}\}?\);)[\s\S])*?code: '(\w+)'/g)].map(
      ([, code = '']) => code,
    ),
  );
  expect(new Set(warnings).size).toBeGreaterThan(5);
  expect([...new Set(warnings)].filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([]);
});
