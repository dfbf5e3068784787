// The one place in this package that touches files: bundling has to find the packages of the program.
// biome-ignore lint/style/noRestrictedImports: see above
import { existsSync, readFileSync, statSync } from 'node:fs';
// biome-ignore lint/style/noRestrictedImports: see above
import { dirname, join, resolve } from 'node:path';
// biome-ignore lint/style/noRestrictedImports: see above
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a script, from its file URL or path; undefined for what came from no file (eval, a REPL). */
export function scriptPath(url: string): string | undefined {
  const plain = url.replace(/[?#].*$/s, '');
  if (plain.startsWith('file:')) return fileURLToPath(plain);
  return /^(\/|[a-z]:[\\/])/i.test(plain) ? plain : undefined;
}

/** The folder from which a script's imports are looked up. */
export function scriptFolder(url: string): string {
  const path = scriptPath(url);
  return path === undefined ? process.cwd() : dirname(path);
}

export function fileUrl(path: string): string {
  return pathToFileURL(path).href;
}

/** The names that import.meta has for the place of a file. */
export function placeOf(url: string): { url: string; filename: string; dirname: string } | undefined {
  const path = scriptPath(url);
  return path === undefined ? undefined : { url: fileUrl(path), filename: path, dirname: dirname(path) };
}

/**
 * What a transformer of vitest wrote into an import, as a path: it names files from the root of the project (`/src/x.ts`),
 * which is some folder above the importing one.
 */
export function withoutRoot(specifier: string, folder: string): string {
  if (!specifier.startsWith('/')) return specifier;
  const path = specifier.replace(/^\/@fs(?=\/)/, '').replace(/[?#].*$/s, '');
  if (existsSync(path)) return path;
  for (let root = folder; root !== dirname(root); root = dirname(root)) {
    if (existsSync(join(root, path))) return join(root, path);
  }
  return path;
}

/** Changes when the file is written; undefined when it is gone. */
export function fileStamp(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && `${stat.mtimeMs}:${stat.size}`;
}

export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

export function hasFile(folder: string, name: string): boolean {
  return existsSync(join(folder, name));
}

export function absolutePath(folder: string, path: string): string {
  return resolve(folder, path);
}
