/** Stands for a result that is not worth copying: it is encoded before the next item can change it. */
export const ENCODE_NOW: unique symbol = Symbol('encode now');

/** Bytes that are not copied twice: once to wait for others, and once more to leave. */
const WAITING_BYTES_MAX = 64 * 1024;

/** Fields of an object that are copied one by one for less than a slice of its own costs. */
const FIELDS_MAX = 32;

/**
 * A copy of a result, so that it may wait for others to travel with although the function that returned it may use
 * the object again; a value without parts is its own copy.
 */
export function snapshotOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value) && value.byteLength > WAITING_BYTES_MAX) return ENCODE_NOW;
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return (value as Uint8Array).slice();
  if (Array.isArray(value)) return flatArray(value);
  return Object.getPrototypeOf(value) === Object.prototype ? flatObject(value) : ENCODE_NOW;
}

function flatArray(list: readonly unknown[]): unknown {
  if (list.length > FIELDS_MAX || Object.keys(list).length !== list.length) return ENCODE_NOW;
  const copy = list.slice();
  return copy.every(isPrimitive) ? copy : ENCODE_NOW;
}

function flatObject(fields: object): unknown {
  const keys = Object.keys(fields);
  if (keys.length > FIELDS_MAX) return ENCODE_NOW;
  const copy: Record<string, unknown> = {};
  for (const key of keys) {
    const value = (fields as Record<string, unknown>)[key];
    if (!isPrimitive(value) || key === '__proto__') return ENCODE_NOW;
    copy[key] = value;
  }
  return copy;
}

function isPrimitive(value: unknown): boolean {
  return (typeof value !== 'object' && typeof value !== 'function') || value === null;
}
