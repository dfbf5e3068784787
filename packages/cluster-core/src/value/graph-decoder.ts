import { ownBuffer, reviveBinary, reviveMemory, reviveView } from './binary-kind.js';
import type { ClassTable } from './class-table.js';
import { createError, setErrorField } from './error-class.js';
import { Escape, NodeKind } from './node-kind.js';
import { PayloadError } from './payload.js';
import { settleOrder } from './settle-order.js';

type Node = readonly unknown[];

const ARRAY_INDEX_MAX = 2 ** 32 - 2;
const HEX = /^-?[\da-f]+$/;

/** Rebuilds a value from its table of nodes: first every object, still empty, then what they hold. */
export class GraphDecoder {
  readonly #frames: (Uint8Array | undefined)[];
  readonly #classes: ClassTable;
  readonly #objects: unknown[] = [];
  readonly #memories = new Map<number, ArrayBufferLike>();
  #nodes: readonly Node[] = [];
  #hasInstances = false;

  constructor(frames: readonly Uint8Array[], classes: ClassTable) {
    this.#frames = [...frames];
    this.#classes = classes;
  }

  decode(table: unknown): unknown {
    if (!Array.isArray(table) || table.length === 0) throw new PayloadError('its table of nodes is missing');
    const [root, ...nodes] = table;
    this.#nodes = nodes.map(asNode);
    for (const [index, node] of this.#nodes.entries()) this.#objects.push(this.#shell(node, index));
    if (this.#hasInstances) this.#fillWithInstances();
    else for (const [index, node] of this.#nodes.entries()) this.#fill(this.#objects[index], node);
    return this.#value(root);
  }

  /** What an instance is made of has to be complete before the instance is. */
  #fillWithInstances(): void {
    const order = settleOrder(this.#nodes);
    if ('ring' in order) throw new PayloadError('an instance of a class is a part of itself');
    for (const index of order) {
      const node = this.#nodes[index] ?? raise('it points to a missing node');
      if (node[0] === NodeKind.instance) this.#objects[index] = this.#instance(node);
      else this.#fill(this.#objects[index], node);
    }
  }

  #instance([, number, part]: Node): unknown {
    const registered = typeof number === 'number' ? this.#classes.all[number] : undefined;
    if (registered === undefined) return raise('it holds an instance of a class that is not registered');
    const data = this.#value(part);
    try {
      return registered.decode(data);
    } catch (cause) {
      const { name } = registered.Class;
      throw new PayloadError(`the function "decode" that registerClass was given for ${name} has thrown`, {
        cause,
      });
    }
  }

  #value(part: unknown): unknown {
    if (typeof part !== 'object' || part === null) return part;
    const [head, text] = asNode(part);
    if ((part as Node).length === 1) return this.#objectAt(head);
    if (head === Escape.negativeZero) return -0;
    if (head === Escape.bigint && typeof text === 'string' && HEX.test(text)) {
      return text.startsWith('-') ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
    }
    if (head === Escape.ragged && typeof text === 'string')
      return Buffer.from(text, 'hex').toString('utf16le');
    throw new PayloadError('it holds an unknown kind of primitive');
  }

  #objectAt(index: unknown): unknown {
    if (typeof index !== 'number' || !(index in this.#objects))
      throw new PayloadError('it points to a missing node');
    return this.#objects[index];
  }

  #bytes(place: unknown): Uint8Array {
    // A frame serves one value only: its bytes may be copied, and a thousand copies were never paid for.
    const bytes = typeof place === 'number' ? this.#frames[place] : place;
    if (typeof place === 'number') this.#frames[place] = undefined;
    if (!(bytes instanceof Uint8Array)) throw new PayloadError('one of its frames is missing');
    return bytes;
  }

  #memory(index: unknown): ArrayBufferLike {
    const known = this.#memories.get(index as number);
    if (known !== undefined) return known;
    const [kind, shared, padding, place] = this.#nodes[index as number] ?? [];
    const fits = typeof padding === 'number' && padding >= 0 && padding < 8 && Number.isInteger(padding);
    if (kind !== NodeKind.memory || !fits) return raise('the memory of a view is missing');
    const memory = reviveMemory(shared === 1, padding, this.#bytes(place));
    this.#memories.set(index as number, memory);
    return memory;
  }

  #shell(node: Node, index: number): unknown {
    switch (node[0]) {
      case NodeKind.object:
        return {};
      case NodeKind.array:
        return [];
      case NodeKind.sparse:
        return sparseArray(node[1]);
      case NodeKind.numbers:
        return this.#numbers(node[1]);
      case NodeKind.map:
        return new Map();
      case NodeKind.set:
        return new Set();
      case NodeKind.memory:
        return this.#memory(index);
      case NodeKind.instance:
        this.#hasInstances = true;
        return undefined;
      default:
        return this.#leafShell(node);
    }
  }

  #leafShell(node: Node): unknown {
    const [kind, first, second, third, fourth] = node;
    switch (kind) {
      case NodeKind.date:
        return new Date(this.#value(first) as number);
      case NodeKind.regexp:
        return regexp(this.#value(first), second);
      case NodeKind.boxed:
        return Object(this.#value(first));
      case NodeKind.error:
        return createError(first) ?? raise('it holds an error of an unknown class');
      case NodeKind.binary:
        return reviveBinary(first, this.#bytes(second));
      case NodeKind.view:
        return reviveView(first, this.#memory(second), third as number, fourth as number);
      case NodeKind.domException: {
        const error = new DOMException(this.#text(first), this.#text(second));
        Object.defineProperty(error, 'stack', {
          value: this.#value(third),
          writable: true,
          configurable: true,
        });
        return error;
      }
      default:
        return raise('it holds an unknown kind of node');
    }
  }

  #text(part: unknown): string {
    const text = this.#value(part);
    return typeof text === 'string' ? text : raise('a text is missing');
  }

  #numbers(place: unknown): number[] {
    const buffer = ownBuffer(this.#bytes(place));
    if (buffer.byteLength % 8 !== 0) throw new PayloadError('its list of numbers is cut short');
    return numbersFrom(new Float64Array(buffer));
  }

  #fill(object: unknown, node: Node): void {
    switch (node[0]) {
      case NodeKind.object:
        this.#fillProperties(object as object, node, 1);
        break;
      case NodeKind.array:
        for (let at = 1; at < node.length; at += 1) (object as unknown[]).push(this.#value(node[at]));
        break;
      case NodeKind.sparse:
        this.#fillProperties(object as object, node, 2);
        break;
      case NodeKind.map:
        for (let at = 1; at < node.length; at += 2) {
          (object as Map<unknown, unknown>).set(this.#value(node[at]), this.#value(node[at + 1]));
        }
        break;
      case NodeKind.set:
        for (let at = 1; at < node.length; at += 1) (object as Set<unknown>).add(this.#value(node[at]));
        break;
      case NodeKind.error:
        for (let at = 2; at < node.length; at += 2) {
          setErrorField(object as Error, this.#text(node[at]), this.#value(node[at + 1]));
        }
        break;
      default: // complete since it was made
    }
  }

  #fillProperties(object: object, node: Node, from: number): void {
    for (let at = from; at < node.length; at += 2) {
      const key = this.#text(node[at]);
      const value = this.#value(node[at + 1]);
      // Assigning to __proto__ would change the prototype, to an array's length its items.
      if (key === '__proto__' || key === 'length') {
        if (Array.isArray(object) && key === 'length') throw new PayloadError('an array has a second length');
        Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
      } else {
        (object as Record<string, unknown>)[key] = value;
      }
    }
  }
}

/** A plain array of the numbers in a float64 array: several times faster than Array.from. */
export function numbersFrom(floats: Float64Array): number[] {
  const numbers: number[] = new Array(floats.length);
  for (let index = 0; index < floats.length; index += 1) numbers[index] = floats[index] as number;
  return numbers;
}

/**
 * An empty array of a length that may be a lie. An item at the far end makes V8 keep the array as a dictionary, which
 * stays one when shortened: so no length costs memory until there are items to fill it.
 */
function sparseArray(length: unknown): unknown[] {
  if (typeof length !== 'number' || !(length >= 0 && length < 2 ** 32) || !Number.isInteger(length)) {
    return raise('an array has an impossible length');
  }
  const array: unknown[] = [];
  array[ARRAY_INDEX_MAX] = undefined;
  array.length = length;
  return array;
}

function regexp(source: unknown, flags: unknown): RegExp {
  if (typeof source !== 'string' || typeof flags !== 'string')
    return raise('a regular expression is damaged');
  return new RegExp(source, flags);
}

function asNode(value: unknown): Node {
  return Array.isArray(value) ? value : raise('it holds something that is not a node');
}

function raise(reason: string): never {
  throw new PayloadError(reason);
}
