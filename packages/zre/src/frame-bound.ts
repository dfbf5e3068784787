import { limits } from './core/limits.js';
import { ZreOptionError } from './errors.js';

/** @throws ZreOptionError for less than a HELLO may have, or more than is ever taken */
export function frameBound(bytes: number = limits.contentFrameBytesMax, what: string): number {
  const { headFrameBytesMax: min, contentFrameBytesMax: max } = limits;
  if (Number.isInteger(bytes) && bytes >= min && bytes <= max) return bytes;
  throw new ZreOptionError(`${what} must be a whole number from ${min} to ${max}, got ${bytes}`);
}
