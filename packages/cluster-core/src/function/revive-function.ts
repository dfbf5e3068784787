import { createRequire, isBuiltin } from 'node:module';
import { Script } from 'node:vm';
import { ClassTable } from '../value/class-table.js';
import { copyFrames, PayloadError, payloadBytes } from '../value/payload.js';
import { decodeValue } from '../value/value-codec.js';
import { classTable } from './class-program.js';
import type { CodeCache } from './code-cache.js';
import { type InstalledPackage, parseInstalled, resolveFrom, resolveInstalled } from './installed-package.js';
import { reviveBundle } from './revive-bundle.js';
import { functionHash, type ShippedBundle, type ShippedFunction } from './shipped-function.js';
import { fileUrl } from './source-files.js';

type Program = (
  vars: unknown,
  require: (specifier: string) => unknown,
  importer: (specifier: unknown, options?: ImportCallOptions) => Promise<unknown>,
  bundle: unknown,
  classes: readonly unknown[],
) => RevivedFunction;

/** Where a function is revived, and what is kept between revivals. */
export interface ReviveOptions {
  /** How messages call the node this runs on; "this worker" by default. */
  readonly worker?: string;
  /** Keeps what bundles export, by their hash: each runs once, whichever function it came with. */
  readonly bundles?: CodeCache<unknown>;
  /** Keeps registered classes, likewise. */
  readonly classes?: CodeCache<ClassTable>;
}

const requireFromZfarm = createRequire(import.meta.url);

/** What a revived function can be called with; its types stayed at home. */
export type RevivedFunction = (...args: unknown[]) => unknown;

/**
 * Rebuilds a function in this thread. It runs with the rights of this process: revive only what comes from
 * someone who may run code here.
 *
 * @throws PayloadError if source or values are not those the hash was made of.
 * @throws Error that names package and worker, if a package that has to be installed here is not.
 */
export function reviveFunction(shipped: ShippedFunction, options: ReviveOptions = {}): RevivedFunction {
  const { source, vars, name, hash, bundle } = shipped;
  const classes = reviveClasses(shipped, options);
  // Functions are cached by hash, so a wrong one would answer for the right one from then on.
  if (functionHash(shipped) !== hash) throw new PayloadError('the function does not match its hash');
  const program = new Script(source, { filename: `zfarm:${name}` }).runInThisContext() as Program;
  const worker = `${options.worker ?? 'this worker'} (Node ${process.version}, ${process.platform} ${process.arch})`;
  const require = (specifier: string): unknown => requireHere(specifier, worker);
  return program(
    // What the function does to its variables must not reach the payload, which others may still be given.
    decodeValue(copyFrames(vars), classes),
    require,
    (specifier, importOptions) => importHere(specifier, importOptions, worker),
    bundle && bundleExports(bundle, require, options.bundles),
    classes.all.map(({ Class }) => Class),
  );
}

/**
 * The classes whose instances the values of a function may hold.
 *
 * @throws what `reviveFunction` does.
 */
export function reviveClasses({ classes }: ShippedFunction, options: ReviveOptions = {}): ClassTable {
  if (classes === undefined) return new ClassTable();
  const known = options.classes?.get(classes.hash);
  if (known !== undefined) return known;
  const table = classTable(reviveFunction(classes, options)());
  options.classes?.set(classes.hash, table, classes.source.length + payloadBytes(classes.vars));
  return table;
}

function bundleExports(
  bundle: ShippedBundle,
  require: (specifier: string) => unknown,
  kept: CodeCache<unknown> | undefined,
): unknown {
  const known = kept?.get(bundle.hash);
  if (known !== undefined) return known;
  const exports = reviveBundle(bundle, require);
  kept?.set(bundle.hash, exports, bundle.text.length);
  return exports;
}

/** Modules of Node, and packages that are installed here. */
function requireHere(specifier: string, worker: string): unknown {
  if (isBuiltin(specifier)) return requireFromZfarm(specifier);
  const wanted = parseInstalled(specifier);
  const path =
    wanted === undefined ? resolveFrom(`${process.cwd()}/`, specifier) : resolveInstalled(wanted, worker);
  if (path === undefined) throw missing(specifier, worker);
  return requireFromZfarm(path);
}

/** Modules of Node, URLs, and packages that are installed here. */
async function importHere(
  specifier: unknown,
  options: ImportCallOptions | undefined,
  worker: string,
): Promise<unknown> {
  const text = String(specifier);
  const wanted: InstalledPackage | undefined = parseInstalled(text);
  if (wanted === undefined && (isBuiltin(text) || /^[a-z]+:/.test(text))) return import(text, options);
  const path =
    wanted === undefined ? resolveFrom(`${process.cwd()}/`, text) : resolveInstalled(wanted, worker);
  if (path === undefined) throw missing(text, worker);
  return import(fileUrl(path), options);
}

function missing(specifier: string, worker: string): Error {
  return new Error(
    `Cannot find "${specifier}": it did not travel with the function, and ${worker} has none in ${process.cwd()}. ` +
      'Packages travel if the function names them by a literal and the sender has them; else install them there.',
  );
}
