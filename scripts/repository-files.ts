import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot: string = fileURLToPath(new URL('..', import.meta.url));

const notOurs = new Set(['node_modules', 'dist', 'coverage', '.git']);
/** What a build of the site leaves, beside its dist. */
const made = new Set(['docs/api', 'docs/examples', 'docs/.vitepress/cache', 'docs/.vitepress/.temp']);

/** Every file of the repository, as a path from its root with forward slashes. */
export function repositoryFiles(folder = ''): readonly string[] {
  return readdirSync(join(repositoryRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    const path = join(folder, entry.name);
    const name = path.split(sep).join('/');
    if (entry.isDirectory()) return made.has(name) ? [] : repositoryFiles(path);
    return entry.isFile() ? [name] : [];
  });
}
