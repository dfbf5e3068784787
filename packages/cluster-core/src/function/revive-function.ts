import { builtinModules, createRequire, isBuiltin } from 'node:module';
import { Script } from 'node:vm';
import { copyFrames, PayloadError } from '../value/payload.js';
import { decodeValue } from '../value/value-codec.js';
import { functionHash, type ShippedFunction } from './ship-function.js';

type Program = (
  vars: unknown,
  require: (specifier: string) => unknown,
  importer: (specifier: unknown, options?: ImportCallOptions) => Promise<unknown>,
) => RevivedFunction;

const requireHere = createRequire(import.meta.url);

/** What a revived function can be called with; its types stayed at home. */
export type RevivedFunction = (...args: unknown[]) => unknown;

/**
 * Rebuilds a function in this thread. It runs with the rights of this process: revive only what comes from
 * someone who may run code here.
 *
 * @throws PayloadError if source or values are not those the hash was made of.
 */
export function reviveFunction(
  shipped: Pick<ShippedFunction, 'source' | 'vars' | 'name' | 'hash'>,
): RevivedFunction {
  const { source, vars, name, hash } = shipped;
  // Functions are cached by hash, so a wrong one would answer for the right one from then on.
  if (functionHash(source, vars) !== hash) throw new PayloadError('the function does not match its hash');
  const program = new Script(source, { filename: `zfarm:${name}` }).runInThisContext() as Program;
  // What the function does to its variables must not reach the payload, which others may still be given.
  return program(decodeValue(copyFrames(vars)), requireBuiltIn, importHere);
}

function requireBuiltIn(specifier: string): unknown {
  if (isBuiltin(specifier)) return requireHere(specifier);
  throw new Error(
    `A function sent by zfarm can require only modules of Node itself (${builtinModules.slice(0, 3).join(', ')}, …), not ` +
      `"${specifier}". Packages that this worker has installed can be loaded with "await import(...)".`,
  );
}

/** Modules of Node, URLs, and packages as they are found from the directory that this process was started in. */
async function importHere(specifier: unknown, options?: ImportCallOptions): Promise<unknown> {
  const text = String(specifier);
  if (isBuiltin(text) || /^[a-z]+:/.test(text)) return import(text, options);
  const path = createRequire(`${process.cwd()}/`).resolve(text);
  const url = new URL('file:///');
  url.pathname = path.replaceAll('%', '%25');
  return import(url.href, options);
}
