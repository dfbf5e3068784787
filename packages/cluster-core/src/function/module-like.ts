import { types } from 'node:util';
import type { FreeName } from './syntax.js';

/** Whether an object stands for an imported module: a real namespace, or what a transformer makes in its place. */
export function isModuleLike(value: object, { name, members }: FreeName): boolean {
  if (types.isModuleNamespaceObject(value)) return true;
  if (ownData(value, Symbol.toStringTag) === 'Module' || ownData(value, '__esModule') === true) return true;
  if (hasOnlyGetters(value)) return true;
  // esbuild's import_x and vite's __vi_import_0__, for modules that were not ESM themselves.
  return members !== undefined && isInvented(name) && 'default' in value;
}

/** Getters are left alone: they may be the user's, and may count. */
function ownData(value: object, key: string | symbol): unknown {
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** What bundlers make of a module that they have taken in: `{ get a() { return a; }, … }`. */
export function hasOnlyGetters(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return false;
  const members = Object.values(Object.getOwnPropertyDescriptors(value));
  return members.length > 0 && members.every(({ get, set }) => get !== undefined && set === undefined);
}

/** Whether a transformer has made the name up. */
export function isInvented(name: string): boolean {
  return /^(import_|__vi)/.test(name);
}

/** The chain to a member of a module. Names that a transformer invented mean nothing to the user. */
export function memberChain(chain: readonly string[], member: string): readonly string[] {
  const module = chain.at(-1) ?? '';
  return [...chain.slice(0, -1), isInvented(module) ? member : `${module}.${member}`];
}
