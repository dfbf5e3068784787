import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { CliError, messageOf, usageError } from './exit.js';

export type TaskFunction = (item: unknown) => unknown;

/** The function that the text of `-e` is. @throws CliError when it is none */
export function evaluatedFunction(text: string): TaskFunction {
  let value: unknown;
  try {
    // On lines of its own, so that a comment at its end does not swallow the bracket.
    value = runInThisContext(`(\n${text}\n)`, { filename: '-e', lineOffset: -1 });
  } catch (cause) {
    throw usageError(
      `-e is not JavaScript that yields a function (${messageOf(cause)}); give one, as in -e 'x => x.length'`,
      {
        cause,
      },
    );
  }
  if (isFunction(value)) return value;
  throw usageError(`-e is ${kindOf(value)}, not a function; give one, as in -e 'x => x.length'`);
}

/**
 * The function that a module exports: `task.mjs` for its default export, `task.mjs#name` for a named one.
 *
 * @throws CliError when there is no such file or export, or it is no function
 */
export async function importedFunction(specifier: string): Promise<TaskFunction> {
  const [, path = specifier, name = 'default'] = /^(.+)#([\w$]+)$/.exec(specifier) ?? [];
  const exported = await importFile(path);
  const value = exported[name];
  if (isFunction(value)) return value;
  if (name in exported)
    throw new CliError(`${exportOf(name)} of ${path} is ${kindOf(value)}, not a function`);
  const functions = Object.keys(exported).filter((key) => isFunction(exported[key]));
  const choice = functions.map((key) => (key === 'default' ? path : `${path}#${key}`)).join(', ');
  const there = functions.length === 0 ? 'it exports no function' : `there is ${choice}`;
  throw new CliError(`${path} has no ${exportOf(name)}; ${there}`);
}

async function importFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const file = resolve(path);
  if (!existsSync(file)) throw new CliError(`there is no file ${file}`);
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new CliError(`cannot load ${path}: ${whyNotLoaded(cause)}`, { cause });
  }
}

function whyNotLoaded(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return 'this Node.js does not run such files; give the JavaScript made from it (.js, .mjs or .cjs)';
  }
  if (code === 'ERR_UNSUPPORTED_DIR_IMPORT') return 'it is a folder; name the file in it';
  return messageOf(error);
}

function exportOf(name: string): string {
  return name === 'default' ? 'default export' : `export "${name}"`;
}

function isFunction(value: unknown): value is TaskFunction {
  return typeof value === 'function';
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
