import { builtinModules } from 'node:module';
import { KNOWN_GLOBALS } from './known-globals.js';
import { REQUIRE } from './program-names.js';

/** Holders of functions that programs like to take out: `const { floor } = Math`. */
const HOLDERS = [
  'Array',
  'Atomics',
  'BigInt',
  'Date',
  'JSON',
  'Math',
  'Number',
  'Object',
  'Reflect',
  'String',
  'console',
];

/** Globals behind an accessor that are cheap to read; the others would load what nobody uses. */
const CHEAP_ACCESSORS = ['Buffer', 'process', 'performance', 'crypto'];

/** Expressions by the value they yield in any Node: builtin modules, their members, globals and members of some. */
const expressions = new Map<unknown, string>();
const indexedModules = new Set<string>();

/**
 * The expression that gives this very value in another process, or undefined: `createHash` of node:crypto and
 * `Math.floor` are found by identity, under whatever name they were imported.
 */
export function builtInExpression(value: unknown): string | undefined {
  if (typeof value === 'symbol') return symbolExpression(value);
  if (typeof value === 'function') return knownExpression(value);
  if (typeof value !== 'object' || value === null) return undefined;
  return knownExpression(value) ?? namespaceExpression(value);
}

function knownExpression(value: object): string | undefined {
  if (expressions.size === 0) indexGlobals();
  return expressions.get(value) ?? (indexLoadedModules() ? expressions.get(value) : undefined);
}

/**
 * For a namespace of a builtin module: what `import * as`, esbuild's __toESM and TypeScript's __importStar yield has the
 * module itself as its default.
 */
function namespaceExpression(value: object): string | undefined {
  // A getter is someone's own, and may count.
  const inner: unknown = Object.getOwnPropertyDescriptor(value, 'default')?.value;
  if (typeof inner !== 'object' && typeof inner !== 'function') return undefined;
  const module = inner === null ? undefined : knownExpression(inner);
  if (module === undefined || !module.startsWith(REQUIRE)) return undefined;
  return `Object.create(${module}, { default: { value: ${module} } })`;
}

function symbolExpression(symbol: symbol): string | undefined {
  const registered = Symbol.keyFor(symbol);
  if (registered !== undefined) return `Symbol.for(${JSON.stringify(registered)})`;
  const name = symbol.description?.replace(/^Symbol\./, '') ?? '';
  return (Symbol as unknown as Record<string, unknown>)[name] === symbol ? `Symbol.${name}` : undefined;
}

function indexGlobals(): void {
  for (const name of HOLDERS)
    indexMembers((globalThis as Record<string, unknown>)[name] as object, `globalThis.${name}`);
  for (const name of KNOWN_GLOBALS) {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
    const readable = descriptor !== undefined && ('value' in descriptor || CHEAP_ACCESSORS.includes(name));
    if (readable) indexValue((globalThis as Record<string, unknown>)[name], `globalThis.${name}`);
  }
}

/** Indexes the modules loaded since the last time: what a function has captured was loaded. Whether there were any. */
function indexLoadedModules(): boolean {
  const before = indexedModules.size;
  for (const specifier of loadedModules()) {
    if (indexedModules.has(specifier) || specifier.startsWith('_')) continue;
    indexedModules.add(specifier);
    const module = process.getBuiltinModule(specifier) as object | undefined;
    if (module === undefined) continue;
    const expression = `${REQUIRE}(${JSON.stringify(`node:${specifier}`)})`;
    // The module before its members: path.posix is path itself on some systems, and win32 on others.
    indexValue(module, expression);
    // The lists of `process` (argv, execArgv) are those of the program; its functions are those of any process.
    indexMembers(module, expression, specifier === 'process');
  }
  return indexedModules.size > before;
}

/** Loading them all would take 15 ms and print warnings, so Node's own list of what it has loaded is used. */
function loadedModules(): readonly string[] {
  const { moduleLoadList } = process as unknown as { moduleLoadList?: readonly string[] };
  if (moduleLoadList === undefined) return builtinModules;
  const loaded = new Set(moduleLoadList);
  return builtinModules.filter((specifier) => loaded.has(`NativeModule ${specifier}`));
}

/** Members behind an accessor are left out: reading some prints a deprecation warning. */
function indexMembers(holder: object, expression: string, functionsOnly = false): void {
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
    if (name === 'prototype' || name === 'default' || (functionsOnly && typeof value !== 'function'))
      continue;
    indexValue(value, `${expression}[${JSON.stringify(name)}]`);
  }
}

function indexValue(value: unknown, expression: string): void {
  const hasIdentity = typeof value === 'function' || (typeof value === 'object' && value !== null);
  if (hasIdentity && !expressions.has(value)) expressions.set(value, expression);
}
