import { types } from 'node:util';
import type { FreeName } from './syntax.js';

/** Whether an object stands for an imported module: a real namespace, or what a transformer makes in its place. */
export function isModuleLike(value: object, { name, members }: FreeName): boolean {
  if (types.isModuleNamespaceObject(value)) return true;
  const marks = value as { readonly [Symbol.toStringTag]?: unknown; readonly __esModule?: unknown };
  if (marks[Symbol.toStringTag] === 'Module' || marks.__esModule === true) return true;
  // esbuild's import_x and vite's __vi_import_0__, for modules that were not ESM themselves.
  return members !== undefined && /^(import_|__vi)/.test(name) && 'default' in value;
}

/** The chain to a member of a module. Names that a transformer invented mean nothing to the user. */
export function memberChain(chain: readonly string[], member: string): readonly string[] {
  const module = chain.at(-1) ?? '';
  const invented = /^(import_|__vi)/.test(module);
  return [...chain.slice(0, -1), invented ? member : `${module}.${member}`];
}
