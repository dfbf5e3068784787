// Every link within the built site leads to a page and, where it names a heading, to that: VitePress itself looks at pages alone.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const site = join(dirname(fileURLToPath(import.meta.url)), '.vitepress/dist');

const files = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(site, join(entry.parentPath, entry.name)).split(sep).join('/'));

/** Places of a page, by its path: what can stand behind #. */
const pages = new Map(
  files
    .filter((file) => file.endsWith('.html'))
    .map((file) => {
      const html = readFileSync(join(site, file), 'utf8');
      return [`/${file}`, { html, ids: new Set([...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)) }];
    }),
);

const fileOf = (path) =>
  [path, `${path}.html`, `${path}index.html`].find(
    (one) => files.includes(one.slice(1)) && one.includes('.'),
  );

const broken = [];
for (const [page, { html }] of pages) {
  for (const [, href] of html.matchAll(/ (?:href|src)="([^"]*)"/g)) {
    if (/^(?:[a-z]+:|\/\/)/.test(href)) continue;
    const { pathname, hash } = new URL(href.replaceAll('&amp;', '&'), `http://site${page}`);
    const file = fileOf(decodeURI(posix.normalize(pathname)));
    const place = decodeURIComponent(hash.slice(1));
    if (file === undefined) broken.push(`${page}: there is no page ${href}`);
    else if (place !== '' && pages.get(file)?.ids.has(place) === false)
      broken.push(`${page}: there is no place ${href}`);
  }
}
for (const one of new Set(broken)) console.error(one);
if (broken.length > 0) process.exit(1);
console.log(`${pages.size} pages, every link within them leads somewhere`);
