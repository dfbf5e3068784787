import { programOnlyRemedy } from '../task/program-only.js';
import { STAYS } from '../value/refusal.js';
import type { UnshippableValueError } from '../value/unshippable-value-error.js';
import type { AnyFunction } from './function-source.js';
import { KNOWN_GLOBALS } from './known-globals.js';
import { CAPTURED_BYTES_MAX, FUNCTIONS_MAX } from './limits.js';
import type { FreeName } from './syntax.js';
import { UnshippableFunctionError } from './unshippable-function-error.js';

type Chain = readonly string[];

const MIB = 1024 * 1024;
const PASS_VARS =
  'pass what it stands for as an argument or in the option "vars", or make it inside the function';
const PACKAGES =
  'packages travel if the file that uses them imports them; or install them on the workers, and import them inside the ' +
  'function by a computed name: "await import(name)"';

export function tooManyFunctions(chain: Chain): UnshippableFunctionError {
  const why = `it uses more than ${FUNCTIONS_MAX} other functions, as only a whole package does`;
  return new UnshippableFunctionError(chain, why, PACKAGES);
}

/** As `promisify(readFile)` is: its source is that of Node.js, and so is what it is made of. */
export function madeByNode(chain: Chain): UnshippableFunctionError {
  const why = `"${chain.at(-1)}" is a function that a module of Node.js has made`;
  return new UnshippableFunctionError(chain, why, 'make it inside the function, or use what it was made of');
}

/** What opens a cluster would bring the whole library along, sockets and all. */
export function refuseProgramOnly(fn: AnyFunction, chain: Chain): void {
  const remedy = programOnlyRemedy(fn);
  if (remedy === undefined) return;
  throw new UnshippableFunctionError(chain, `"${chain.at(-1)}" is for programs, not for tasks`, remedy);
}

/** The whole library would come along, sockets and all. */
export function loadsLibrary(chain: Chain, specifier: string): UnshippableFunctionError {
  return new UnshippableFunctionError(
    chain,
    `it loads "${specifier}" while it runs`,
    'import what it uses at the top of the file: that travels with it, and goes to the cluster the task belongs to',
  );
}

/** A function's own properties and prototype are not in its source. Those of a class are. */
export function refuseProperties(fn: AnyFunction, isClass: boolean, chain: Chain): void {
  if (isClass) return;
  const prototype: unknown = Object.getOwnPropertyDescriptor(fn, 'prototype')?.value;
  const keys = Object.keys(fn);
  if (typeof prototype === 'object' && prototype !== null) {
    keys.push(...Object.keys(prototype).map((key) => `prototype.${key}`));
  }
  if (keys.length === 0) return;
  const why = `it has properties of its own (${keys.slice(0, 3).join(', ')}), and only its source travels`;
  throw new UnshippableFunctionError(
    chain,
    why,
    `keep them in variables. If it is from a package: ${PACKAGES}`,
  );
}

const MOVE_UP = 'a "const", "let" or "class" further down has no value yet: move it up';

/** A name that no scope has: fine if Node has it or if the function asks for it with typeof; refused otherwise. */
export function refuseUnknown(free: FreeName, chain: Chain): void {
  if (KNOWN_GLOBALS.has(free.name) || free.guarded) return;
  const own = free.name in globalThis;
  const why = own
    ? `"${free.name}" is a global variable of your program, which others lack`
    : `"${free.name}" is not defined where the function was written`;
  throw new UnshippableFunctionError(
    chain,
    why,
    // Newer engines leave variables without a value out of a scope.
    own ? PASS_VARS : `define it (${MOVE_UP}), or pass it in the option "vars"`,
  );
}

export function notYet(chain: Chain): UnshippableFunctionError {
  const why = `"${chain.at(-1)}" is undefined now, yet the function calls it or reads its members`;
  return new UnshippableFunctionError(chain, why, MOVE_UP);
}

/** Values are encoded as one list: the start of the path tells whose value it is. */
export function capturedValue(error: UnshippableValueError, chains: readonly Chain[], name: string): Error {
  const [, index, rest = ''] = /^\[(\d+)\](.*)$/s.exec(error.path) ?? [];
  const chain = chains[Number(index)] ?? [name];
  const full = [...chain.slice(0, -1), `${chain.at(-1) ?? ''}${rest}`];
  const inside = error.why.includes('function') && rest !== '';
  const stays = error.why.endsWith(STAYS);
  const other = stays
    ? error.remedy
    : `${error.remedy}; data can be passed as an argument or in the option "vars"`;
  const remedy = inside ? 'take the function out of the object, into a variable of its own' : other;
  return new UnshippableFunctionError(full, `"${full.at(-1)}" is ${error.why}`, remedy, { cause: error });
}

export function tooManyBytes(chain: Chain, bytes: number, total: number): UnshippableFunctionError {
  const why =
    `it captures ${Math.ceil(total / MIB)} MiB, more than the ${CAPTURED_BYTES_MAX / MIB} MiB allowed; ` +
    `"${chain.at(-1)}" alone has ${Math.ceil(bytes / MIB)} MiB`;
  return new UnshippableFunctionError(
    chain,
    why,
    'pass big data as an argument, or read it inside the function',
  );
}

export function wholeMeta(chain: Chain, members: readonly string[]): UnshippableFunctionError {
  const why = `it uses import.meta, of which only ${members.join(', ')} have a meaning elsewhere`;
  return new UnshippableFunctionError(
    chain,
    why,
    'read what it needs of import.meta into a variable outside it',
  );
}

/** import.meta in a function that was not written in a file. */
export function noPlace(chain: Chain): UnshippableFunctionError {
  const why = 'it uses import.meta, and it was not written in a file';
  return new UnshippableFunctionError(chain, why, 'pass the place that is meant as an argument');
}

/** In a task that was sent by the URL of its module, packages and the module's own code are one text. */
export function ofBundledModule(error: UnshippableFunctionError): UnshippableFunctionError {
  return new UnshippableFunctionError(
    error.chain,
    `${error.why}, in a module that was sent by its URL`,
    'submit the task that starts it as a function, not by the URL of its module: then what it imports is sent on',
    { cause: error },
  );
}

/** For those who cannot wait for a bundle. */
export function needsBundle(chain: Chain, specifiers: readonly string[]): UnshippableFunctionError {
  const names = [...new Set(specifiers)].map((specifier) => `"${specifier}"`).join(', ');
  const why = `it imports ${names}, which has to be bundled first`;
  return new UnshippableFunctionError(chain, why, 'use captureFunction, and await ship() of what it gives');
}
