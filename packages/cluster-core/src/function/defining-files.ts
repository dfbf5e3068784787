import { types } from 'node:util';
import { isBareSpecifier } from './bundle-slot.js';
import type { ClosureReader } from './closure-reader.js';
import type { AnyFunction } from './function-source.js';
import { type ImportOrigin, importTable } from './import-table.js';
import { IMPORT_TABLES_MAX } from './limits.js';
import { scriptFolder, withoutRoot } from './source-files.js';

/** A name's import, its specifier as the bundler can look it up from the folder. */
export interface LocatedImport extends ImportOrigin {
  readonly folder: string;
  readonly isPackage: boolean;
}

interface DefiningFile {
  readonly folder: string;
  readonly imports: ReadonlyMap<string, ImportOrigin>;
  /** The package that the file itself belongs to, if it is an installed one. */
  readonly packageRoot: string | undefined;
}

/** By script: their text never changes. */
const files = new Map<string, DefiningFile>();

/** What the files say in which the functions of one shipment were written. */
export class DefiningFiles {
  readonly #reader: ClosureReader;
  readonly #scriptIds = new Map<object, string | undefined>();

  constructor(reader: ClosureReader) {
    this.#reader = reader;
  }

  folderOf(fn: AnyFunction): string {
    return scriptFolder(this.urlOf(fn));
  }

  /** The file of a function, as its script is called; empty where it has none. */
  urlOf(fn: AnyFunction): string {
    const scriptId = this.#scriptId(fn);
    return scriptId === undefined ? '' : this.#reader.urlOf(scriptId);
  }

  /** Where the function's file has this name from, if it is an import and the value looks like one. */
  importOf(fn: AnyFunction, name: string, value: unknown): LocatedImport | undefined {
    const scriptId = this.#scriptId(fn);
    if (scriptId === undefined || !this.#maybeImported(value, scriptId)) return undefined;
    const { folder, imports, packageRoot } = this.#file(scriptId);
    const origin = imports.get(name);
    if (origin === undefined) return undefined;
    const specifier = withoutRoot(origin.specifier, folder);
    const located = { ...origin, specifier, folder };
    if (isOurs(specifier)) return { ...located, isPackage: false };
    const isPackage = isBareSpecifier(specifier) || isForeign(rootOf(specifier), packageRoot);
    return { ...located, isPackage: isPackage || this.#isOfOther(value, packageRoot) };
  }

  /** Finding a file's imports costs milliseconds the first time, so plain data and functions beside it are not asked for. */
  #maybeImported(value: unknown, scriptId: string): boolean {
    if (typeof value === 'function') return this.#scriptId(value as AnyFunction) !== scriptId;
    return typeof value === 'object' && value !== null && !isPlainData(value);
  }

  /** Something of another package that a file of the program hands on. */
  #isOfOther(value: unknown, packageRoot: string | undefined): boolean {
    if (typeof value !== 'function') return false;
    const scriptId = this.#scriptId(value as AnyFunction);
    return scriptId !== undefined && isForeign(rootOf(this.#reader.urlOf(scriptId)), packageRoot);
  }

  #scriptId(fn: AnyFunction): string | undefined {
    if (!this.#scriptIds.has(fn)) this.#scriptIds.set(fn, this.#reader.locate(fn)?.scriptId);
    return this.#scriptIds.get(fn);
  }

  #file(scriptId: string): DefiningFile {
    const known = files.get(scriptId);
    if (known !== undefined) return known;
    const { source, url } = this.#reader.script(scriptId);
    const file = { folder: scriptFolder(url), imports: importTable(source), packageRoot: rootOf(url) };
    if (files.size >= IMPORT_TABLES_MAX) files.clear();
    files.set(scriptId, file);
    return file;
  }
}

/** The folder of the installed package that a file is in: `…/node_modules/name`. */
function rootOf(path: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/s.exec(path)?.[0];
}

function isForeign(root: string | undefined, own: string | undefined): boolean {
  return root !== undefined && root !== own;
}

/** What tasks may use of zfarm, such as `taskContext`, travels as any function does: bundled, it would bring sockets along. */
function isOurs(specifier: string): boolean {
  return /^(zfarm|@zfarm\/[^/]+)(\/|$)/.test(specifier);
}

/** What travels as it is, wherever it came from: objects of classes that Node has, and those without functions of their own. */
function isPlainData(value: object): boolean {
  if (types.isModuleNamespaceObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // esbuild's copy of a module that is a function.
  if (prototype === Function.prototype) return false;
  if (prototype !== null && prototype !== Object.prototype) return isOfGlobalClass(prototype);
  const descriptors = Object.values(Object.getOwnPropertyDescriptors(value));
  // Transformers give modules as objects of getters.
  return descriptors.every(({ value: member, get }) => typeof member !== 'function' && get === undefined);
}

function isOfGlobalClass(prototype: unknown): boolean {
  const Class: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof Class === 'function' && (globalThis as Record<string, unknown>)[Class.name] === Class;
}
