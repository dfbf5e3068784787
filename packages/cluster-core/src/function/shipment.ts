import { randomUUID } from 'node:crypto';
import { type Payload, payloadBytes } from '../value/payload.js';
import { UnshippableValueError } from '../value/unshippable-value-error.js';
import { encodeValue } from '../value/value-codec.js';
import { type Binding, SCAFFOLDING } from './binding.js';
import { builtInExpression } from './built-in.js';
import { ClosureReader } from './closure-reader.js';
import { type AnyFunction, type FunctionSource, functionSource } from './function-source.js';
import { CAPTURED_BYTES_MAX, FUNCTIONS_MAX } from './limits.js';
import { isModuleLike, memberChain } from './module-like.js';
import { programSource, type Unit } from './program.js';
import * as refusal from './refusal.js';
import type { FreeName } from './syntax.js';

type Chain = readonly string[];

/** Names for values: nobody can give them another meaning in strict code, and looking would need the inspector. */
const CONSTANTS: ReadonlySet<string> = new Set(['undefined', 'NaN', 'Infinity']);

/** Gathers one function with everything it uses, and captures each function's variables once. */
export class Shipment {
  readonly #explicit: Readonly<Record<string, unknown>>;
  readonly #reader = new ClosureReader(`__zfarm_${randomUUID()}`);
  readonly #unitIds = new Map<AnyFunction, number>();
  /** In the order in which they can be evaluated: what a unit uses comes before it, rings aside. */
  readonly #units: Unit[] = [];
  readonly #values: unknown[] = [];
  readonly #valueChains: Chain[] = [];
  readonly #valueIndexes = new Map<unknown, number>();

  constructor(explicit: Readonly<Record<string, unknown>>) {
    this.#explicit = explicit;
  }

  pack(fn: AnyFunction, name: string): { source: string; vars: Payload } {
    try {
      this.#unit(fn, [name]);
    } finally {
      this.#reader.close();
    }
    return { source: programSource(this.#units), vars: this.#encodeValues(name) };
  }

  #unit(fn: AnyFunction, chain: Chain): number {
    const known = this.#unitIds.get(fn);
    if (known !== undefined) return known;
    const id = this.#unitIds.size;
    if (id >= FUNCTIONS_MAX) throw refusal.tooManyFunctions(chain);
    this.#unitIds.set(fn, id);
    const source = functionSource(fn, chain);
    refusal.refuseProperties(fn, source.isClass, chain);
    const bindings = this.#bindings(fn, source, chain);
    this.#units.push({ id, expression: source.expression, strict: source.strict, bindings });
    return id;
  }

  #bindings(fn: AnyFunction, source: FunctionSource, chain: Chain): Map<string, Binding> {
    const bindings = new Map<string, Binding>();
    const wanted: FreeName[] = [];
    for (const free of source.free) {
      const { name } = free;
      const scaffold = Object.hasOwn(SCAFFOLDING, name) ? SCAFFOLDING[name] : undefined;
      if (Object.hasOwn(this.#explicit, name)) {
        bindings.set(name, this.#bind(this.#explicit[name], free, [...chain, name]));
      } else if (scaffold !== undefined) bindings.set(name, { kind: 'built-in', expression: scaffold });
      else if (!CONSTANTS.has(name)) wanted.push(free);
    }
    const names = wanted.map(({ name }) => name);
    const captured = names.length === 0 ? new Map<string, unknown>() : this.#reader.read(fn, names);
    for (const free of wanted) {
      const inner = [...chain, free.name];
      if (captured.has(free.name)) bindings.set(free.name, this.#bind(captured.get(free.name), free, inner));
      else if (free.name === source.heritage && !(free.name in globalThis)) {
        // Used while the class was made and never since, so no scope has it; the class itself does.
        bindings.set(free.name, this.#bind(Object.getPrototypeOf(fn), free, inner));
      } else refusal.refuseUnknown(free, inner);
    }
    return bindings;
  }

  #bind(value: unknown, free: FreeName, chain: Chain): Binding {
    if (value === undefined && free.needsValue) throw refusal.notYet(chain);
    const expression = builtInExpression(value);
    if (expression !== undefined) return { kind: 'built-in', expression };
    if (typeof value === 'function') return { kind: 'unit', unit: this.#unit(value as AnyFunction, chain) };
    if (typeof value === 'object' && value !== null && isModuleLike(value, free)) {
      return this.#bindModule(value, free, chain);
    }
    return { kind: 'value', index: this.#valueIndex(value, chain) };
  }

  #bindModule(module: object, free: FreeName, chain: Chain): Binding {
    if (free.members === undefined) throw refusal.wholeModule(chain);
    const members = new Map<string, Binding>();
    for (const name of free.members) {
      const inner = memberChain(chain, name);
      const member: FreeName = { name, members: undefined, guarded: false, needsValue: false };
      members.set(name, this.#bind((module as Record<string, unknown>)[name], member, inner));
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
      vars = encodeValue(this.#values, '');
    } catch (error) {
      throw error instanceof UnshippableValueError
        ? refusal.capturedValue(error, this.#valueChains, name)
        : error;
    }
    if (payloadBytes(vars) <= CAPTURED_BYTES_MAX) return vars;
    const bytes = this.#values.map((value) => payloadBytes(encodeValue(value)));
    const biggest = bytes.indexOf(Math.max(...bytes));
    throw refusal.tooManyBytes(this.#valueChains[biggest] ?? [name], bytes[biggest] ?? 0, payloadBytes(vars));
  }
}
