import type { AnyFunction } from './function-source.js';

declare const defaultExport: unique symbol;

/** The URL of a module that knows the type of its default export. Any URL will do where types don't matter. */
export type ModuleUrl<F extends AnyFunction = AnyFunction> = URL & { readonly [defaultExport]?: F };

/**
 * Gives a module's URL the type of the function that it stands for; the module itself is not loaded here.
 *
 * @example
 * const resize = moduleUrl<typeof import('./resize.js')>(new URL('./resize.js', import.meta.url));
 */
export function moduleUrl<M extends { readonly default: AnyFunction }>(url: URL): ModuleUrl<M['default']> {
  return url as ModuleUrl<M['default']>;
}
