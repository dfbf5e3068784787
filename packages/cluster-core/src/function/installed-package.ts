import { createRequire } from 'node:module';

/** A package that is not sent but looked up where the function runs. */
export interface InstalledPackage {
  readonly name: string;
  /** The version that the sender has. */
  readonly version: string;
  /** What is imported of it, as a specifier: `pkg` or `pkg/part`. */
  readonly specifier: string;
}

const PREFIX = 'zfarm-installed:';

/** As a specifier that stands in a program in place of the package's own. */
export function installedSpecifier({ name, version, specifier }: InstalledPackage): string {
  return `${PREFIX}${name}@${version}${specifier.slice(name.length)}`;
}

export function parseInstalled(text: string): InstalledPackage | undefined {
  const [, name, version, rest] = /^zfarm-installed:((?:@[^/]+\/)?[^/@]+)@([^/]*)(.*)$/s.exec(text) ?? [];
  if (name === undefined || version === undefined) return undefined;
  return { name, version, specifier: name + rest };
}

/**
 * Where the package is installed, looked up from the directory that this process was started in, then from zfarm itself.
 *
 * @param worker how to call this process in messages.
 * @throws Error that names package and worker if it is missing, or there in a version that is not compatible.
 */
export function resolveInstalled(wanted: InstalledPackage, worker: string): string {
  const { name, version, specifier } = wanted;
  for (const from of [`${process.cwd()}/`, import.meta.url]) {
    const path = resolveFrom(from, specifier);
    if (path === undefined) continue;
    const found = installedVersion(path, name);
    if (found === undefined || isCompatible(version, found)) return path;
    throw new Error(
      `${worker} has ${name} ${found}, but the function was sent with ${version} in mind. Install it there: ` +
        `npm install ${name}@${version}`,
    );
  }
  throw new Error(
    `The package "${name}"${version === '' ? '' : ` (${version})`} is not sent along, because of its native parts, and ${worker} ` +
      `has none in ${process.cwd()}. Install it there: npm install ${name}${version === '' ? '' : `@${version}`}`,
  );
}

/** The path of what is imported, or undefined if it is not there. */
export function resolveFrom(from: string, specifier: string): string | undefined {
  try {
    return createRequire(from).resolve(specifier);
  } catch {
    return undefined;
  }
}

function installedVersion(path: string, name: string): string | undefined {
  const folder = packageFolder(path, name);
  if (folder === undefined) return undefined;
  const { version } = createRequire(import.meta.url)(`${folder}/package.json`) as { version?: string };
  return version;
}

/** The folder of a package, from the path of one of its files; undefined for a file that stands in no `node_modules`. */
export function packageFolder(path: string, name: string): string | undefined {
  const marker = `/node_modules/${name}/`;
  const at = path.replaceAll('\\', '/').lastIndexOf(marker);
  return at < 0 ? undefined : path.slice(0, at + marker.length - 1);
}

/** Equal up to the first number that is not 0: the same major version, below 1.0.0 the same minor one. */
function isCompatible(wanted: string, found: string): boolean {
  if (wanted === '') return true;
  const wantedParts = wanted.split('.');
  const foundParts = found.split('.');
  for (const [index, part] of wantedParts.entries()) {
    if (part !== foundParts[index]) return false;
    if (part !== '0') return true;
  }
  return true;
}
