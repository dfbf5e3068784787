import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { documentedPages, readPage } from './documented-code.js';
import { repositoryRoot } from './repository-files.js';

// Links between the files of the repository, as they are read there; those of the site are looked at when it is built.

/** Places in a page by the names that headings get: letters, digits and hyphens, in lower case. */
function places(text: string): ReadonlySet<string> {
  const headings = text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

function brokenLinks(page: string, text: string): readonly string[] {
  const links = text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/\]\(([^)\s]+)\)/g);
  return [...links].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [path = '', place] = link.split('#');
    const file = path === '' ? page : posix.join(posix.dirname(page), decodeURI(path));
    if (!existsSync(join(repositoryRoot, file))) return [`${page}: there is no ${link}`];
    if (place === undefined || !file.endsWith('.md')) return [];
    return places(file === page ? text : readPage(file)).has(place)
      ? []
      : [`${page}: there is no place ${link}`];
  });
}

test('links between pages lead to files and headings that are there', () => {
  expect(documentedPages().flatMap((page) => brokenLinks(page, readPage(page)))).toEqual([]);
});

/**
 * Files and folders that a page names in code, each with where it may be: as it stands or, behind another one in the same line, in the
 * folder or the package of that.
 */
function namedPaths(text: string): readonly (readonly string[])[] {
  return text.split('\n').flatMap((line) => {
    let before = '';
    return [...line.matchAll(/`((?!\.)[\w./-]+\/[\w./-]+|[\w-]+\.ts)`/g)].flatMap(([, path = '']) => {
      const [, ofPackage = ''] = /^(packages\/[\w-]+)/.exec(before) ?? [];
      const places = [before, posix.dirname(before), ofPackage, `${ofPackage}/src`];
      if (/^(?:packages|docs|examples|benchmarks|scripts)\//.test(path)) before = path;
      else if (before === '') return [];
      return [[path, ...places.map((place) => posix.join(place, path))]];
    });
  });
}

test('the architecture names files and folders that are there', () => {
  const paths = namedPaths(readPage('ARCHITECTURE.md'));
  expect(paths.length).toBeGreaterThan(40);
  const isThere = (path: string): boolean => existsSync(join(repositoryRoot, path));
  expect(paths.filter((places) => !places.some(isThere)).map(([path]) => path)).toEqual([]);
});

test('a link that leads nowhere is seen', () => {
  const text =
    '# A `page`\n\n## What zfarm is, and is not\n\n[a](#a-page) [b](#what-zfarm-is-and-is-not) [c](../README.md#install)\n';
  expect(brokenLinks('docs/streams.md', text)).toEqual([]);
  const bad = '[a](#nowhere) [b](nowhere.md) [c](../README.md#nowhere) [d](https://example.org/#x)';
  expect(brokenLinks('docs/streams.md', bad)).toHaveLength(3);
  expect(namedPaths('`packages/zre/src/core`, `gone.ts`').map(([path]) => path)).toEqual([
    'packages/zre/src/core',
    'gone.ts',
  ]);
});
