import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
  /** Its name changes with its content. */
  readonly lasting: boolean;
}

/** The page is not where it should be: in a checkout it has to be built. */
export class PageMissingError extends Error {
  override readonly name = 'PageMissingError';

  constructor(folder: string, cause: unknown) {
    super(`The dashboard's page is not built (no ${join(folder, 'index.html')}): run npx -y pnpm@12 build`, {
      cause,
    });
  }
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * All files of the page by their path; some hundred KiB that are read once.
 *
 * @throws PageMissingError
 */
export function pageFiles(
  folder: string = fileURLToPath(new URL('../page/', import.meta.url)),
): ReadonlyMap<string, PageFile> {
  try {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const files = new Map(names.map((name) => [pathOf(folder, name), pageFile(name)]));
    const index = files.get('/index.html');
    if (index === undefined) throw new Error('there is no index.html');
    return files.set('/', index);
  } catch (cause) {
    throw new PageMissingError(folder, cause);
  }
}

function pathOf(folder: string, name: string): string {
  return `/${name.slice(folder.length).replaceAll('\\', '/')}`;
}

function pageFile(name: string): PageFile {
  const plain = readFileSync(name);
  const type = TYPES[extname(name)] ?? 'application/octet-stream';
  return { type, plain, zipped: gzipSync(plain), lasting: /[/\\]assets[/\\]/.test(name) };
}
