import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryFiles, repositoryRoot } from './repository-files.js';

// Messages that docs/troubleshooting.md quotes from programs stand in the sources, word for word. Those of the doctor are compared with
// what it prints by its own test.

const read = (file: string): string => readFileSync(join(repositoryRoot, file), 'utf8');

/** Text as it is printed, with `…` for what is filled in: parts of one string that stand on several lines are joined. */
function printed(source: string): string {
  return source
    .replace(/(['"`])\s*\+\s*(?=['"`])(['"`])/g, '')
    .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '…')
    .replaceAll("\\'", "'");
}

function quotes(page: string): readonly string[] {
  return [...page.matchAll(/^> (.*)$/gm)].map(([, quote = '']) => quote);
}

test('messages that the page quotes are those of the sources', () => {
  const [, said = ''] = read('docs/troubleshooting.md').split('\n## What a program says\n');
  const sources = repositoryFiles('packages')
    .filter((file) => /^packages\/[^/]+\/src\/.*(?<!\.test)\.ts$/.test(file))
    .map((file) => printed(read(file)))
    .join('\n');
  expect(quotes(said).length).toBeGreaterThan(10);
  expect(quotes(said).filter((quote) => !sources.includes(quote))).toEqual([]);
});

test('a message is read across the lines of its source', () => {
  const filledIn = ['$', "{names.join(', ')}"].join('');
  const source = `throw new Error(\`There is ${filledIn} here, \` +\n  'and nobody else: ' + "don't ask");`;
  expect(printed(source)).toContain("There is … here, and nobody else: don't ask");
  expect(quotes('a\n\n> one … two\n\nb\n')).toEqual(['one … two']);
});
