import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const resolver = createRequire(import.meta.url);

/** The folder of a package that may be installed or not. */
export function packageFolder(name: string): string | undefined {
  // By the places to look at: what a package exports, its manifest need not be among it.
  const folders = resolver.resolve.paths(name) ?? [];
  return folders
    .map((folder) => join(folder, name))
    .find((folder) => existsSync(join(folder, 'package.json')));
}

/** The file that `import` would load. */
export function packageEntry(name: string): string | undefined {
  try {
    return resolver.resolve(name);
  } catch {
    return undefined;
  }
}

/** What to do, if any of these is not there. */
export function howToInstall(names: readonly string[]): string | undefined {
  const missing = names.filter((name) => packageFolder(name) === undefined);
  return missing.length === 0 ? undefined : `npm install ${missing.join(' ')}`;
}
