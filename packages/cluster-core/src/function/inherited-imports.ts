import { types } from 'node:util';
import type { Binding, Loader } from './binding.js';
import { LOADER_TEXTS } from './binding.js';
import type { ClosureReader } from './closure-reader.js';
import { hasOnlyGetters } from './module-like.js';
import type { ShippedBundle } from './shipped-function.js';

/** What a function that was revived here has its packages from. */
export interface Inheritance {
  readonly bundle: ShippedBundle | undefined;
  /** What that bundle exports: `s0`, `s1`, … */
  readonly exports: unknown;
}

type Imported = Extract<Binding, { kind: 'imported' }>;

/** A bundle runs once, so what it exports is looked through once. */
const known = new WeakMap<object, ReadonlyMap<unknown, Imported>>();

/**
 * Packages of a function that captures others: these came in its text, and have what it imports from its bundle, in which
 * it is found by identity. They travel on with that same bundle, as nothing can be bundled where the program's files are not.
 */
export class InheritedImports {
  readonly #imports: ReadonlyMap<unknown, Imported>;
  readonly #bundle: ShippedBundle | undefined;
  #isUsed = false;

  constructor({ bundle, exports }: Inheritance) {
    this.#bundle = bundle;
    this.#imports = importsOf(exports);
  }

  /** The bundle, if anything of it was asked for. */
  get bundle(): ShippedBundle | undefined {
    return this.#isUsed ? this.#bundle : undefined;
  }

  /** How the program that is sent on calls this value, if it is an import. */
  find(value: unknown): Imported | undefined {
    const binding = this.#imports.get(value);
    if (binding !== undefined) this.#isUsed = true;
    return binding;
  }

  /** How it loads what it loaded while it ran: from the same slots. Undefined for what is not the loader of a program. */
  findLoader(value: unknown, reader: ClosureReader): Binding | undefined {
    if (typeof value !== 'function') return undefined;
    const text = Function.prototype.toString.call(value);
    const base = (Object.keys(LOADER_TEXTS) as Loader[]).find((loader) => LOADER_TEXTS[loader] === text);
    if (base === undefined) return undefined;
    const modules = reader.read(value, ['known']).get('known') as Readonly<Record<string, unknown>>;
    const slots = new Map<string, number | string>();
    for (const [specifier, load] of Object.entries(modules)) {
      const slot = typeof load === 'string' ? load : this.find(load)?.slot;
      if (slot !== undefined) slots.set(specifier, slot);
    }
    return { kind: 'loader', base, slots };
  }
}

function importsOf(exports: unknown): ReadonlyMap<unknown, Imported> {
  if (!isObject(exports)) return new Map();
  const before = known.get(exports);
  if (before !== undefined) return before;
  const imports = new Map<unknown, Imported>();
  const add = (value: unknown, binding: Imported): void => {
    if (isObject(value) && !imports.has(value)) imports.set(value, binding);
  };
  const slots = Object.entries(exports).map(([name, value]) => [Number(name.slice(1)), value] as const);
  for (const [slot, value] of slots) add(value, { kind: 'imported', slot, member: undefined });
  for (const [slot, value] of slots) {
    for (const [member, its] of membersOf(value)) add(its, { kind: 'imported', slot, member });
  }
  known.set(exports, imports);
  return imports;
}

/** Members of a module. Getters are called only where a bundler or the runtime has made them. */
function membersOf(module: unknown): readonly (readonly [string, unknown])[] {
  if (!isObject(module)) return [];
  if (types.isModuleNamespaceObject(module) || hasOnlyGetters(module)) return Object.entries(module);
  return Object.entries(Object.getOwnPropertyDescriptors(module)).map(([name, { value }]) => [name, value]);
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
