import { deserialize, serialize } from 'node:v8';

/** A value for peers that carry JSON: as it is, or by the bytes of its structured clone. @param {unknown} value */
export function toPlain(value) {
  return isPlain(value) ? { plain: value } : { bytes: serialize(value).toString('base64') };
}

/** @param {{ plain?: unknown, bytes?: string }} sent */
export function fromPlain(sent) {
  return sent.bytes === undefined ? sent.plain : deserialize(Buffer.from(sent.bytes, 'base64'));
}

/** JSON gives it back as it was. @param {unknown} value */
function isPlain(value) {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(isPlain);
}
