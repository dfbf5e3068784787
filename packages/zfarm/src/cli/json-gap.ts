/** Something in a value that JSON has no word for. */
export interface JsonGap {
  /** Where it is, as in `.list[2]`; empty for the value itself. */
  readonly path: string;
  readonly what: string;
}

/**
 * The first thing in a value that `JSON.stringify` would change without a word, drop or throw at. Dates are none: they
 * have a text of their own there.
 */
export function jsonGap(value: unknown): JsonGap | undefined {
  return gapIn(value, '', new Set());
}

function gapIn(value: unknown, path: string, above: Set<object>): JsonGap | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { path, what: String(value) };
  if (typeof value !== 'object')
    return { path, what: value === undefined ? 'undefined' : `a ${typeof value}` };
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? { path, what: 'an invalid Date' } : undefined;
  }
  if (above.has(value)) return { path, what: 'a reference to what it is part of' };
  above.add(value);
  const gap = Array.isArray(value) ? gapInArray(value, path, above) : gapInObject(value, path, above);
  above.delete(value);
  return gap;
}

function gapInArray(list: readonly unknown[], path: string, above: Set<object>): JsonGap | undefined {
  // Not by entries: a hole counts as undefined.
  for (let index = 0; index < list.length; index += 1) {
    const gap = gapIn(list[index], `${path}[${index}]`, above);
    if (gap !== undefined) return gap;
  }
  return undefined;
}

function gapInObject(object: object, path: string, above: Set<object>): JsonGap | undefined {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    return { path, what: `an object of class ${object.constructor.name}` };
  }
  for (const [key, value] of Object.entries(object)) {
    const step = /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    const gap = gapIn(value, path + step, above);
    if (gap !== undefined) return gap;
  }
  return undefined;
}
