import {
  NAMED_PROPERTIES_LENGTH_MAX,
  NUMBERS_PACKED_MAX,
  PLAIN_DEPTH_MAX,
  RECORD_KEYS_MAX,
} from './limits.js';

const UNDERSCORE = 95;
const objectPrototype = Object.prototype;

/** What a value that msgpack alone would not keep is answered with. */
export const NOT_PLAIN: unique symbol = Symbol('not plain');

/** Every object walked, with the copy that its properties were read into. */
export type Reads = Map<object, object>;

/**
 * A copy of the value that msgpack carries without loss, so that it may be packed as it is. What makes the answer
 * `NOT_PLAIN`: -0, lone surrogates, holes, named properties of arrays, an object met twice, classes, great depth.
 *
 * Packing reads properties again, and a getter may count: so it is given the copy, made by reading each property once.
 *
 * @param reads filled with what was read, for whoever goes on from there.
 */
export function plainCopy(value: unknown, reads: Reads, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return isWellFormed(value) ? value : NOT_PLAIN;
    case 'number':
      return value === 0 && Object.is(value, -0) ? NOT_PLAIN : value;
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      return value === null ? null : copyContainer(value, reads, depth);
    default:
      return NOT_PLAIN;
  }
}

function copyContainer(value: object, reads: Reads, depth: number): unknown {
  if (depth > PLAIN_DEPTH_MAX || reads.has(value)) return NOT_PLAIN;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (Array.isArray(value)) {
    return prototype === Array.prototype ? copyArray(value, reads, depth + 1) : NOT_PLAIN;
  }
  if (prototype !== objectPrototype) return NOT_PLAIN;
  const copy: Record<string, unknown> = { ...value };
  reads.set(value, copy);
  // The packer itself goes by `constructor`, so that must be the real one, not a field of that name.
  if (copy.constructor !== Object) return NOT_PLAIN;
  let keys = 0;
  for (const key in copy) {
    keys += 1;
    if (keys > RECORD_KEYS_MAX || isReservedKey(key) || !isWellFormed(key)) return NOT_PLAIN;
    const part = copy[key];
    const partCopy = plainCopy(part, reads, depth + 1);
    if (partCopy === NOT_PLAIN) return NOT_PLAIN;
    if (partCopy !== part) copy[key] = partCopy;
  }
  return copy;
}

function copyArray(value: readonly unknown[], reads: Reads, depth: number): unknown {
  const copy = value.slice();
  reads.set(value, copy);
  const { length } = copy;
  let numbersOnly = length > NUMBERS_PACKED_MAX;
  for (let index = 0; index < length; index += 1) {
    const item = copy[index];
    if (item === undefined && !(index in copy)) return NOT_PLAIN;
    if (typeof item !== 'number') numbersOnly = false;
    const itemCopy = plainCopy(item, reads, depth);
    if (itemCopy === NOT_PLAIN) return NOT_PLAIN;
    if (itemCopy !== item) copy[index] = itemCopy;
  }
  return numbersOnly || hasNamedProperties(value) ? NOT_PLAIN : copy;
}

/** Whether an array without holes has properties beside its items, as the result of a match has. */
export function hasNamedProperties(value: readonly unknown[]): boolean {
  return value.length <= NAMED_PROPERTIES_LENGTH_MAX && Object.keys(value).length !== value.length;
}

/** `__proto__`, and the names under which the packer keeps its own state. */
function isReservedKey(key: string): boolean {
  return key.charCodeAt(0) === UNDERSCORE && key.charCodeAt(1) === UNDERSCORE;
}

/** ES2024's String.prototype.isWellFormed, which Node 20 has and the compiler's library for ES2023 lacks. */
export function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}
