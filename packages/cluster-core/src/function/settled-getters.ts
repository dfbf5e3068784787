/**
 * The value with each getter in it read once and replaced by what it gave; the value itself where there is none. The
 * encoder may look at a property more than once, and a getter may count.
 */
export function settleGetters<T>(value: T): T {
  return hasGetters(value, new Set()) ? (settle(value, new Map()) as T) : value;
}

function hasGetters(value: unknown, seen: Set<object>): boolean {
  if (!isContainer(value) || seen.has(value)) return false;
  seen.add(value);
  if (value instanceof Map)
    return [...value].some(([key, item]) => hasGetters(key, seen) || hasGetters(item, seen));
  if (value instanceof Set) return [...value].some((item) => hasGetters(item, seen));
  for (const key of Object.keys(value)) {
    const { get, value: member } = Object.getOwnPropertyDescriptor(value, key) ?? {};
    if (get !== undefined || hasGetters(member, seen)) return true;
  }
  return false;
}

function settle(value: unknown, copies: Map<object, unknown>): unknown {
  if (!isContainer(value)) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    copies.set(value, map);
    for (const [key, item] of value) map.set(settle(key, copies), settle(item, copies));
    return map;
  }
  if (value instanceof Set) {
    const set = new Set<unknown>();
    copies.set(value, set);
    for (const item of value) set.add(settle(item, copies));
    return set;
  }
  const copy: object = Array.isArray(value)
    ? new Array(value.length)
    : Object.create(Object.getPrototypeOf(value));
  copies.set(value, copy);
  for (const key of Object.keys(value)) {
    const member = settle((value as Record<string, unknown>)[key], copies);
    Object.defineProperty(copy, key, { value: member, enumerable: true, writable: true, configurable: true });
  }
  return copy;
}

/** What the encoder walks into; anything else has no getters that it would read. */
function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === Object.prototype ||
    prototype === null ||
    prototype === Array.prototype ||
    prototype === Map.prototype ||
    prototype === Set.prototype
  );
}
