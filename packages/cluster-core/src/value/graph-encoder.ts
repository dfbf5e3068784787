import { types } from 'node:util';
import { type BinaryValue, binaryKind, byteRange, isBinary, placeBytes } from './binary-kind.js';
import { BinaryNodes } from './binary-nodes.js';
import type { ClassTable } from './class-table.js';
import { builtInErrorName, errorFields } from './error-class.js';
import { NUMBERS_PACKED_MAX } from './limits.js';
import { Escape, NodeKind } from './node-kind.js';
import { hasNamedProperties, isWellFormed, type Reads } from './plain.js';
import { refuse } from './refusal.js';
import { settleOrder } from './settle-order.js';
import { pathStep } from './value-path.js';

type Node = unknown[];

export interface GraphEncoderOptions {
  /** What the value is called in a refusal. */
  readonly path: string;
  readonly classes: ClassTable;
  /** What has been read of it before. */
  readonly reads: Reads;
}

/** Turns a value into the flat table of nodes described in node-kind.ts. Each property is read once. */
export class GraphEncoder {
  readonly frames: Uint8Array[] = [];
  readonly #rootPath: string;
  readonly #classes: ClassTable;
  readonly #reads: Reads;
  /** By copy: the object that was read into it. */
  readonly #originals: Map<object, object>;
  readonly #binaries = new BinaryNodes();
  #hasInstances = false;
  readonly #indexes = new Map<object, number>();
  readonly #objects: object[] = [];
  /** By index of a node: the node it was first met in, and the step from there; for the path in a refusal. */
  readonly #parents: number[] = [];
  readonly #steps: string[] = [];
  #current = -1;

  constructor({ path, classes, reads }: GraphEncoderOptions) {
    this.#rootPath = path;
    this.#classes = classes;
    this.#reads = reads;
    this.#originals = new Map([...reads].map(([original, copy]) => [copy, original]));
  }

  encode(root: unknown): unknown[] {
    const table: unknown[] = [this.#part(root, '')];
    for (let index = 0; index < this.#objects.length; index += 1) {
      this.#current = index;
      table.push(this.#node(this.#objects[index] as object));
    }
    if (this.#hasInstances) this.#refuseRings(table.slice(1) as Node[]);
    this.#binaries.finish(table, this.frames);
    return table;
  }

  #refuseRings(nodes: readonly Node[]): void {
    const order = settleOrder(nodes);
    if (!('ring' in order)) return;
    this.#current = order.ring;
    throw refuse(this.#objects[order.ring], this.#path(), 'ring');
  }

  #part(value: unknown, step: string): unknown {
    switch (typeof value) {
      case 'string':
        return isWellFormed(value) ? value : [Escape.ragged, Buffer.from(value, 'utf16le').toString('hex')];
      case 'number':
        return Object.is(value, -0) ? [Escape.negativeZero, ''] : value;
      case 'bigint':
        return [Escape.bigint, value.toString(16)];
      case 'boolean':
      case 'undefined':
        return value;
      case 'object':
        return value === null ? null : [this.#index(this.#originals.get(value) ?? value, step)];
      default:
        throw refuse(value, this.#path(step));
    }
  }

  #index(value: object, step: string): number {
    const known = this.#indexes.get(value);
    if (known !== undefined) return known;
    const index = this.#objects.push(value) - 1;
    this.#indexes.set(value, index);
    this.#parents.push(this.#current);
    this.#steps.push(step);
    return index;
  }

  #path(step = ''): string {
    let path = step;
    for (let index = this.#current; index >= 0; index = this.#parents[index] as number) {
      path = (this.#steps[index] as string) + path;
    }
    return this.#rootPath + path;
  }

  #node(value: object): Node {
    const registered = this.#classes.numberOfInstance(value);
    if (registered !== undefined) return this.#instanceNode(value, registered);
    if (Array.isArray(value)) return this.#arrayNode(value);
    if (isBinary(value)) return this.#binaryNode(value);
    // To newer engines a DOMException is an error as well.
    if (types.isNativeError(value) && value.constructor !== DOMException) return this.#errorNode(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null || isObjectPrototype(prototype)) return this.#objectNode(value);
    return this.#builtInNode(value) ?? this.#refuse(value);
  }

  #instanceNode(value: object, registered: number): Node {
    this.#hasInstances = true;
    const data = this.#classes.all[registered]?.encode(value);
    return [NodeKind.instance, registered, this.#part(data, '')];
  }

  #refuse(value: unknown): never {
    throw refuse(value, this.#path());
  }

  #objectNode(value: object): Node {
    const node: Node = [NodeKind.object];
    this.#properties(node, this.#reads.get(value) ?? value, Object.keys(value));
    return node;
  }

  #properties(node: Node, value: object, keys: readonly string[]): void {
    for (const key of keys) {
      const step = pathStep(key);
      node.push(this.#part(key, step), this.#part((value as Record<string, unknown>)[key], step));
    }
  }

  #arrayNode(value: readonly unknown[]): Node {
    if (Object.getPrototypeOf(value) !== Array.prototype && value.constructor.name !== 'Array')
      this.#refuse(value);
    const { length } = value;
    let numbers = 0;
    for (let index = 0; index < length; index += 1) {
      const item = value[index];
      if (typeof item === 'number') numbers += 1;
      else if (item === undefined && !Object.hasOwn(value, index)) return this.#sparseNode(value);
    }
    if (hasNamedProperties(value)) return this.#sparseNode(value);
    if (numbers === length && length > NUMBERS_PACKED_MAX) {
      const bytes = new Uint8Array(Float64Array.from(value as readonly number[]).buffer);
      return [NodeKind.numbers, placeBytes(bytes, this.frames)];
    }
    const node: Node = [NodeKind.array];
    for (let index = 0; index < length; index += 1) node.push(this.#part(value[index], pathStep(index)));
    return node;
  }

  #sparseNode(value: readonly unknown[]): Node {
    const node: Node = [NodeKind.sparse, value.length];
    this.#properties(node, value, Object.keys(value));
    return node;
  }

  #binaryNode(value: BinaryValue): Node {
    const kind = binaryKind(value) ?? this.#refuse(value);
    const range = byteRange(value);
    if (range === undefined) throw refuse(value, this.#path(), 'detached');
    return this.#binaries.add(kind, range);
  }

  #errorNode(value: Error): Node {
    const builtInName = builtInErrorName(value);
    const node: Node = [NodeKind.error, builtInName];
    for (const [key, field] of errorFields(value, builtInName)) {
      const step = pathStep(key);
      node.push(this.#part(key, step), this.#part(field, step));
    }
    return node;
  }

  /** Built-in classes, told by their constructor: an instance of a class derived from one is the user's own. */
  #builtInNode(value: object): Node | undefined {
    switch (value.constructor) {
      case Map:
        return this.#mapNode(value as Map<unknown, unknown>);
      case Set:
        return this.#setNode(value as Set<unknown>);
      case Date:
        return [NodeKind.date, this.#part(Date.prototype.getTime.call(value), '')];
      case RegExp:
        return [NodeKind.regexp, this.#part((value as RegExp).source, ''), (value as RegExp).flags];
      case Number:
      case String:
      case Boolean:
      case BigInt:
        return [NodeKind.boxed, this.#part(value.valueOf(), '')];
      case DOMException: {
        const { message, name, stack } = value as DOMException;
        return [NodeKind.domException, this.#part(message, ''), this.#part(name, ''), this.#part(stack, '')];
      }
      default:
        return undefined;
    }
  }

  #mapNode(value: Map<unknown, unknown>): Node {
    const node: Node = [NodeKind.map];
    let entry = 0;
    for (const [key, item] of value) {
      const step = typeof key === 'string' ? `.get(${JSON.stringify(key)})` : ` (value of entry ${entry})`;
      node.push(this.#part(key, ` (key of entry ${entry})`), this.#part(item, step));
      entry += 1;
    }
    return node;
  }

  #setNode(value: Set<unknown>): Node {
    const node: Node = [NodeKind.set];
    for (const item of value) node.push(this.#part(item, ` (entry ${node.length - 1})`));
    return node;
  }
}

/** The Object.prototype of this realm or of another one (a vm context). */
function isObjectPrototype(prototype: unknown): boolean {
  if (prototype === Object.prototype) return true;
  const Class = (prototype as object).constructor;
  return (
    Object.getPrototypeOf(prototype) === null &&
    typeof Class === 'function' &&
    Class.name === 'Object' &&
    Object.hasOwn(prototype as object, 'isPrototypeOf')
  );
}
