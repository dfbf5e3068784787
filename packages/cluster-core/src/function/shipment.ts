import { randomUUID } from 'node:crypto';
import { isBuiltin } from 'node:module';
import { isOwnLibrary } from '../task/program-only.js';
import type { ClassTable } from '../value/class-table.js';
import { type Payload, payloadBytes } from '../value/payload.js';
import { UnshippableValueError } from '../value/unshippable-value-error.js';
import { encodeValue } from '../value/value-codec.js';
import { type Binding, LOADER_NAMES, type Loader } from './binding.js';
import { builtInExpression } from './built-in.js';
import { type BundleSlot, BundleSlots } from './bundle-slot.js';
import { ClosureReader } from './closure-reader.js';
import { DefiningFiles, type LocatedImport } from './defining-files.js';
import { type AnyFunction, type FunctionSource, functionSource } from './function-source.js';
import { bindImport } from './import-binding.js';
import type { InheritedImports } from './inherited-imports.js';
import { CAPTURED_BYTES_MAX, FUNCTIONS_MAX } from './limits.js';
import { isModuleLike, memberChain } from './module-like.js';
import { warnOfMutation } from './mutation-warning.js';
import type { Unit } from './program.js';
import { IMPORT, IMPORTER, META } from './program-names.js';
import * as refusal from './refusal.js';
import { BUNDLE_SCRIPT, type ShippedBundle } from './shipped-function.js';
import { placeOf, withoutRoot } from './source-files.js';
import { type FreeName, type Heritage, type Load, META_MEMBERS } from './syntax.js';
import { UnshippableFunctionError } from './unshippable-function-error.js';

type Chain = readonly string[];

/** Names for values: nobody can give them another meaning in strict code, and looking would need the inspector. */
const CONSTANTS: ReadonlySet<string> = new Set(['undefined', 'NaN', 'Infinity']);

/** vitest's name for `import.meta`. */
const VITE_META = '__vite_ssr_import_meta__';

/** One function with everything it uses: captured values, other functions, and what is to be bundled. */
export interface Packed {
  /** In the order in which they can be evaluated; the last one is the function itself. */
  readonly units: readonly Unit[];
  readonly vars: Payload;
  readonly slots: readonly BundleSlot[];
  /** In place of one made of slots: the bundle that the function has come with. */
  readonly bundle: ShippedBundle | undefined;
}

/** Gathers one function with everything it uses, and captures each function's variables once. */
export class Shipment {
  readonly #explicit: Readonly<Record<string, unknown>>;
  readonly #classes: ClassTable;
  readonly #inherited: InheritedImports | undefined;
  readonly #reader = new ClosureReader(`__zfarm_${randomUUID()}`);
  readonly #files = new DefiningFiles(this.#reader);
  readonly #slots = new BundleSlots();
  readonly #unitIds = new Map<AnyFunction, number>();
  /** In the order in which they can be evaluated: what a unit uses comes before it, rings aside. */
  readonly #units: Unit[] = [];
  /** Functions and classes that were found to be imports of packages. */
  readonly #imported = new Map<unknown, Binding>();
  readonly #values: unknown[] = [];
  readonly #valueChains: Chain[] = [];
  readonly #valueIndexes = new Map<unknown, number>();

  /**
   * @param classes those that are sent by themselves, and only referred to here.
   * @param inherited given where functions are sent on that came in the text of another.
   */
  constructor(
    explicit: Readonly<Record<string, unknown>>,
    classes: ClassTable,
    inherited: InheritedImports | undefined,
  ) {
    this.#explicit = explicit;
    this.#classes = classes;
    this.#inherited = inherited;
  }

  pack(fn: AnyFunction, name: string): Packed {
    try {
      this.#unit(fn, [name]);
      const vars = this.#encodeValues(name);
      return { units: this.#units, vars, slots: this.#slots.all, bundle: this.#inherited?.bundle };
    } catch (error) {
      const isBundled = this.#inherited !== undefined && this.#files.urlOf(fn).startsWith(BUNDLE_SCRIPT);
      throw isBundled && error instanceof UnshippableFunctionError ? refusal.ofBundledModule(error) : error;
    } finally {
      this.#reader.close();
    }
  }

  #unit(fn: AnyFunction, chain: Chain): number {
    const known = this.#unitIds.get(fn);
    if (known !== undefined) return known;
    refusal.refuseProgramOnly(fn, chain);
    const id = this.#unitIds.size;
    if (id >= FUNCTIONS_MAX) throw refusal.tooManyFunctions(chain);
    this.#unitIds.set(fn, id);
    try {
      const source = functionSource(fn, chain);
      refusal.refuseProperties(fn, source.isClass, chain);
      const bindings = this.#bindings(fn, source, chain);
      this.#units.push({ id, fn, source, bindings });
      return id;
    } catch (error) {
      // What Node.js has made of functions of its own leads to parts of it that nobody has heard of.
      throw this.#files.urlOf(fn).startsWith('node:') ? refusal.madeByNode(chain) : error;
    }
  }

  #bindings(fn: AnyFunction, source: FunctionSource, chain: Chain): Map<string, Binding> {
    const bindings = new Map<string, Binding>();
    const wanted: FreeName[] = [];
    for (const free of source.free) {
      const { name } = free;
      const base = Object.hasOwn(LOADER_NAMES, name) ? LOADER_NAMES[name] : undefined;
      if (Object.hasOwn(this.#explicit, name)) {
        bindings.set(name, this.#bindValue(this.#explicit[name], free, [...chain, name]));
      } else if (base !== undefined || name === IMPORT) {
        bindings.set(
          name,
          this.#bindSentLoader(fn, name) ?? this.#bindLoader(base ?? IMPORTER, fn, source, chain),
        );
      } else if (!CONSTANTS.has(name)) wanted.push(free);
    }
    if (source.imports.length > 0) bindings.set(IMPORT, this.#bindLoader(IMPORTER, fn, source, chain));
    if (source.metas.length > 0) bindings.set(META, this.#bindMeta(placeOf(this.#files.urlOf(fn)), chain));
    const names = wanted.map(({ name }) => name);
    const captured = names.length === 0 ? new Map<string, unknown>() : this.#reader.read(fn, names);
    for (const free of wanted) {
      const inner = [...chain, free.name];
      if (captured.has(free.name))
        bindings.set(free.name, this.#bind(fn, captured.get(free.name), free, inner));
      else if (free.name === source.heritage?.name && !(free.name in globalThis)) {
        // Used while the class was made and never since, so no scope has it; the class itself does.
        bindings.set(free.name, this.#bind(fn, heritageValue(fn, source.heritage), free, inner));
      } else refusal.refuseUnknown(free, inner);
    }
    return bindings;
  }

  /** A name that was found around the function: perhaps an import of the file it was written in. */
  #bind(fn: AnyFunction, value: unknown, free: FreeName, chain: Chain): Binding {
    const expression = builtInExpression(value);
    if (expression !== undefined) return { kind: 'built-in', expression };
    const registered = this.#classes.numberOf(value);
    if (registered !== undefined) return { kind: 'registered', number: registered };
    if (free.name === VITE_META) return this.#bindViteMeta(value as object, free, chain);
    const origin = this.#files.importOf(fn, free.name, value);
    if (origin?.isPackage === true) {
      const imported = this.#bindImport(origin, value, free, chain);
      if (imported !== undefined) return imported;
    }
    const binding = this.#bindValue(value, free, chain);
    warnOfMutation(free.mutations, value, chain);
    return binding;
  }

  /** An import of a package; of a whole module, registered classes are left out, which come from no bundle. */
  #bindImport(origin: LocatedImport, value: unknown, free: FreeName, chain: Chain): Binding | undefined {
    const registered = new Map<string, Binding>();
    for (const name of (this.#classes.all.length > 0 && free.members) || []) {
      const number = this.#classes.numberOf((value as Record<string, unknown>)[name]);
      if (number !== undefined) registered.set(name, { kind: 'registered', number });
    }
    const members = free.members?.filter((name) => !registered.has(name));
    const imported =
      registered.size > 0 && members?.length === 0
        ? ({ kind: 'members', members: new Map<string, Binding>() } as const)
        : bindImport(origin, value, { ...free, members }, (slot) => this.#slots.add({ ...slot, chain }));
    if (imported?.kind !== 'members') {
      if (imported !== undefined) this.#imported.set(value, imported);
      return imported;
    }
    for (const [name, member] of imported.members) {
      this.#imported.set((value as Record<string, unknown>)[name], member);
    }
    return { kind: 'members', members: new Map([...imported.members, ...registered]) };
  }

  #bindValue(value: unknown, free: FreeName, chain: Chain): Binding {
    if (value === undefined && free.needsValue) throw refusal.notYet(chain);
    const expression = builtInExpression(value);
    if (expression !== undefined) return { kind: 'built-in', expression };
    const registered = this.#classes.numberOf(value);
    if (registered !== undefined) return { kind: 'registered', number: registered };
    const imported = this.#imported.get(value) ?? this.#inherited?.find(value);
    if (imported !== undefined) return imported;
    if (typeof value === 'function') {
      return { kind: 'unit', unit: this.#unit(value as AnyFunction, chain) };
    }
    if (typeof value === 'object' && value !== null && isModuleLike(value, free)) {
      return this.#bindModule(value, free, chain);
    }
    return { kind: 'value', index: this.#valueIndex(value, chain) };
  }

  /** That of a function in whose text this one came. */
  #bindSentLoader(fn: AnyFunction, name: string): Binding | undefined {
    return this.#inherited?.findLoader(this.#reader.read(fn, [name]).get(name), this.#reader);
  }

  /** `import(...)` or `require(...)` with the modules that the function names in it. */
  #bindLoader(base: Loader, fn: AnyFunction, { loads }: FunctionSource, chain: Chain): Binding {
    const slots = new Map<string, number>();
    const kind: Load['kind'] = base === IMPORTER ? 'dynamic' : 'lazy-require';
    for (const { specifier, ...load } of loads) {
      if (load.kind !== kind || isBuiltin(specifier) || /^(data|https?|file):/.test(specifier)) continue;
      if (isOwnLibrary(specifier)) throw refusal.loadsLibrary(chain, specifier);
      const folder = this.#files.folderOf(fn);
      const slot = { folder, specifier: withoutRoot(specifier, folder), kind, member: undefined };
      slots.set(specifier, this.#slots.add({ ...slot, chain }));
    }
    return { kind: 'loader', base, slots };
  }

  #bindMeta(place: object | undefined, chain: Chain): Binding {
    if (place === undefined) throw refusal.noPlace(chain);
    return { kind: 'value', index: this.#valueIndex(place, chain) };
  }

  #bindViteMeta(meta: object, { members }: FreeName, chain: Chain): Binding {
    const other = members?.find((name) => !META_MEMBERS.includes(name));
    if (members === undefined || other !== undefined)
      throw refusal.wholeMeta(chain.slice(0, -1), META_MEMBERS);
    const place = members.map((name) => [name, (meta as Record<string, unknown>)[name]]);
    return this.#bindMeta(Object.fromEntries(place) as object, chain);
  }

  #bindModule(module: object, free: FreeName, chain: Chain): Binding {
    const members = new Map<string, Binding>();
    for (const name of free.members ?? Object.keys(module)) {
      const inner = memberChain(chain, name);
      const member: FreeName = { ...free, name, members: undefined, guarded: false, needsValue: false };
      members.set(name, this.#bindValue((module as Record<string, unknown>)[name], member, inner));
    }
    return { kind: 'members', members };
  }

  /** A value that several variables hold is encoded once. Zeros are not: a Map takes -0 for 0. */
  #valueIndex(value: unknown, chain: Chain): number {
    const known = value === 0 ? undefined : this.#valueIndexes.get(value);
    if (known !== undefined) return known;
    const index = this.#values.push(value) - 1;
    this.#valueIndexes.set(value, index);
    this.#valueChains.push(chain);
    return index;
  }

  #encodeValues(name: string): Payload {
    let vars: Payload;
    try {
      vars = encodeValue(this.#values, '', this.#classes);
    } catch (error) {
      throw error instanceof UnshippableValueError
        ? refusal.capturedValue(error, this.#valueChains, name)
        : error;
    }
    if (payloadBytes(vars) <= CAPTURED_BYTES_MAX) return vars;
    const bytes = this.#values.map((value) => payloadBytes(encodeValue(value, '', this.#classes)));
    const biggest = bytes.indexOf(Math.max(...bytes));
    throw refusal.tooManyBytes(this.#valueChains[biggest] ?? [name], bytes[biggest] ?? 0, payloadBytes(vars));
  }
}

/** What the name stands for that a class extends: the parent, or a module that has it. */
function heritageValue(fn: AnyFunction, { member }: Heritage): unknown {
  const parent: unknown = Object.getPrototypeOf(fn);
  return member === undefined ? parent : { __esModule: true, [member]: parent };
}
