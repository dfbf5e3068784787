import { createHash } from 'node:crypto';
import type { Payload } from '../value/payload.js';

/** A function on its way: everything that another process needs to have it. */
export interface ShippedFunction {
  /** 32 hex digits over source and values: equal hashes, equal functions. */
  readonly hash: string;
  /** JavaScript that yields the function. */
  readonly source: string;
  /** The captured values, a list. */
  readonly vars: Payload;
  /** For messages and stack traces. */
  readonly name: string;
}

const HASH_DIGITS = 32;

/** The hash that names a function: 32 hex digits of SHA-256 over its source and captured values. */
export function functionHash(source: string, vars: Payload): string {
  const hash = createHash('sha256').update(source).update('\0').update(vars.head);
  for (const frame of vars.frames) hash.update(frame);
  return hash.digest('hex').slice(0, HASH_DIGITS);
}
