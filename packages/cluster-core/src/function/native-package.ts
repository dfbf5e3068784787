import { packageFolder } from './installed-package.js';
import { hasFile, readText } from './source-files.js';

export interface PackageInfo {
  readonly name: string;
  readonly version: string;
  /** Whether it has parts that no bundle can carry. */
  readonly isNative: boolean;
}

/** What packages with compiled parts use to find or build these. */
const NATIVE_TOOLS: ReadonlySet<string> = new Set([
  '@mapbox/node-pre-gyp',
  'bindings',
  'cmake-js',
  'cmake-ts',
  'nan',
  'node-addon-api',
  'node-gyp-build',
  'node-gyp-build-optional-packages',
  'node-pre-gyp',
  'prebuild-install',
]);

/** How packages with a binary for each platform name these. */
const PLATFORM = /(linux|darwin|win32)-(x64|arm64|ia32)/;

interface Manifest {
  readonly version?: string;
  readonly gypfile?: boolean;
  readonly binary?: unknown;
  readonly napi?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The name of the package whose file this is. */
export function owningPackage(path: string): string | undefined {
  return /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/s.exec(path)?.[1]?.replace('\\', '/');
}

/** Reads the manifest of the package that a file belongs to; undefined for a file of the program. */
export function packageInfo(path: string): PackageInfo | undefined {
  const name = owningPackage(path);
  const folder = name && packageFolder(path, name);
  if (name === undefined || folder === undefined) return undefined;
  const manifest = parseManifest(readText(`${folder}/package.json`));
  const isNative = hasNativeTools(manifest) || hasFile(folder, 'binding.gyp');
  return { name, version: manifest.version ?? '', isNative };
}

function parseManifest(text: string | undefined): Manifest {
  try {
    return JSON.parse(text ?? '{}') as Manifest;
  } catch {
    return {};
  }
}

function hasNativeTools(manifest: Manifest): boolean {
  if (manifest.gypfile === true || manifest.binary !== undefined || manifest.napi !== undefined) return true;
  const needed = Object.keys(manifest.dependencies ?? {});
  const optional = Object.keys(manifest.optionalDependencies ?? {});
  return needed.some((name) => NATIVE_TOOLS.has(name)) || optional.some((name) => PLATFORM.test(name));
}
