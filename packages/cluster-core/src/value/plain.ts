import {
  NAMED_PROPERTIES_LENGTH_MAX,
  NUMBERS_PACKED_MAX,
  PLAIN_DEPTH_MAX,
  RECORD_KEYS_MAX,
} from './limits.js';

const UNDERSCORE = 95;
const objectPrototype = Object.prototype;

/**
 * Whether msgpack carries this value without loss, so that it may be packed as it is. What makes the answer
 * "no": -0, lone surrogates, holes, named properties of arrays, an object met twice, classes, great depth.
 */
export function isPlain(value: unknown, seen: Set<object>, depth = 0): boolean {
  switch (typeof value) {
    case 'string':
      return isWellFormed(value);
    case 'number':
      return value !== 0 || !Object.is(value, -0);
    case 'boolean':
    case 'undefined':
      return true;
    case 'object':
      return value === null || isPlainContainer(value, seen, depth);
    default:
      return false;
  }
}

function isPlainContainer(value: object, seen: Set<object>, depth: number): boolean {
  if (depth > PLAIN_DEPTH_MAX) return false;
  // The packer itself goes by `constructor`, so that must be the real one, not a field of that name.
  const Class = value.constructor;
  if (Class === Array) {
    return Array.isArray(value) && isNew(value, seen) && isPlainArray(value, seen, depth + 1);
  }
  if (Class !== Object || Object.getPrototypeOf(value) !== objectPrototype || !isNew(value, seen))
    return false;
  let keys = 0;
  for (const key in value) {
    keys += 1;
    if (keys > RECORD_KEYS_MAX || isReservedKey(key) || !isWellFormed(key)) return false;
    if (!isPlain((value as Record<string, unknown>)[key], seen, depth + 1)) return false;
  }
  return true;
}

function isNew(value: object, seen: Set<object>): boolean {
  const before = seen.size;
  seen.add(value);
  return seen.size > before;
}

function isPlainArray(value: readonly unknown[], seen: Set<object>, depth: number): boolean {
  const { length } = value;
  let numbersOnly = length > NUMBERS_PACKED_MAX;
  for (let index = 0; index < length; index += 1) {
    const item = value[index];
    if (item === undefined && !(index in value)) return false;
    if (typeof item !== 'number') numbersOnly = false;
    if (!isPlain(item, seen, depth)) return false;
  }
  return !numbersOnly && !hasNamedProperties(value);
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
