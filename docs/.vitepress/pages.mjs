// Which pages the site has, what they are called in it, and where links between files of the repository lead to there.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Pages that stand elsewhere than in docs/, with their place in the site. */
const ELSEWHERE = {
  'README.md': 'index.md',
  'ARCHITECTURE.md': 'architecture.md',
  'CONTRIBUTING.md': 'contributing.md',
  'CHANGELOG.md': 'changelog.md',
  'SECURITY.md': 'reporting.md',
  'examples/README.md': 'examples/index.md',
  'benchmarks/results/README.md': 'benchmark-results.md',
  'packages/zre/README.md': 'zre.md',
  'packages/bench/README.md': 'bench-package.md',
};

/** The place in the site of a page, named by its path in the repository. */
export function placeOf(file) {
  const place = ELSEWHERE[file] ?? file.replace(/^docs\//, '').replace(/(^|\/)README\.md$/, '$1index.md');
  return place;
}

/** What is not a page of the site. */
export const srcExclude = [
  '**/node_modules/**',
  '**/dist/**',
  'packages/!(zre|bench)/**',
  'packages/*/*/**',
  'scripts/**',
  '.*/**',
];

/** The title of a page of docs/, as its first line says. */
export function titleOf(file) {
  const [, title = file] = /^# (.*)$/m.exec(readFileSync(join(root, file), 'utf8')) ?? [];
  return title.replaceAll('`', '');
}

/** The pages right in a folder of docs/, as paths in the repository. */
export function pagesIn(folder) {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

const asPath = (file) => relative(root, file).split(sep).join('/');

/** Links go from file to file in the repository; in the site they go from page to page. A program or folder of examples/ has a page, deploy/ has one. */
export function linksBetweenFiles(markdown) {
  markdown.core.ruler.push('links-between-files', ({ tokens, env }) => {
    const from = dirname(asPath(env.realPath ?? env.path));
    for (const token of tokens.flatMap((each) => [each, ...(each.children ?? [])])) {
      const name = { link_open: 'href', image: 'src' }[token.type];
      const target = name === undefined ? null : token.attrGet(name);
      if (target === null || /^(?:[a-z]+:|#|\/)/.test(target)) continue;
      const [path, hash] = target.split('#');
      const file = posix.join(from, decodeURI(path));
      if (token.type === 'image') token.attrSet('src', `/${posix.basename(file)}`);
      else token.attrSet('href', `/${linkTo(file)}${hash === undefined ? '' : `#${hash}`}`);
    }
  });
}

function linkTo(file) {
  if (file.endsWith('.md')) return placeOf(file);
  if (/^deploy(?:\/|$)/.test(file)) return 'examples/deploy.md';
  if (file.startsWith('examples/')) return `${file.replace(/\.\w+$/, '')}.md`;
  return placeOf(`${file}/README.md`);
}
