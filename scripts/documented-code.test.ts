import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { allCodeBlocks, codeBlocks, commandLines, placeOf } from './documented-code.js';

/** What a block may be, and the marks it may bear. Anything else would be run by no test. */
const MARKS: Readonly<Record<string, readonly string[]>> = {
  ts: ['no-run'],
  js: ['no-run', 'foreign'],
  python: ['foreign'],
  lisp: ['foreign'],
  sh: ['lan', 'no-run'],
  json: [],
  yaml: [],
  ini: [],
  dockerfile: [],
  text: ['output'],
};

const blocks = allCodeBlocks();

test('pages have blocks of known languages and marks only', () => {
  expect(blocks.length).toBeGreaterThan(50);
  const unknown = blocks.filter(
    ({ language, marks }) =>
      !(language in MARKS) ||
      !marks.every((mark) => MARKS[language]?.includes(mark) || /^\[[\w.-]+\]$/.test(mark)),
  );
  expect(unknown.map(placeOf)).toEqual([]);
});

test('JSON and YAML in pages can be read', () => {
  for (const { language, code, ...place } of blocks) {
    if (language === 'json')
      expect(() => JSON.parse(code), placeOf({ ...place, language, code })).not.toThrow();
    if (language === 'yaml') expect(() => parse(code), placeOf({ ...place, language, code })).not.toThrow();
  }
});

test('a block is read with its place, its marks and its lines', () => {
  const text =
    'A page\n\n```sh lan\nzfarm up red \\\n  blue   # two of them\n\n# nothing\nzfarm nodes\n```\n';
  const [block] = codeBlocks('page.md', text);
  expect(block).toMatchObject({ page: 'page.md', line: 3, language: 'sh', marks: ['lan'] });
  expect(block === undefined ? [] : commandLines(block)).toEqual(['zfarm up red    blue', 'zfarm nodes']);
});
