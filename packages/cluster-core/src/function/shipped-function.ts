import { createHash } from 'node:crypto';
import type { Payload } from '../value/payload.js';

/** Packages or modules as one CommonJS text: a piece of its own, since many functions may need the same. */
export interface ShippedBundle {
  /** 32 hex digits over the text. */
  readonly hash: string;
  /** UTF-8. */
  readonly text: Uint8Array;
}

/** A function on its way: everything that another process needs to have it. */
export interface ShippedFunction {
  /** 32 hex digits over source, values and what it is built on: equal hashes, equal functions. */
  readonly hash: string;
  /** JavaScript that yields the function. */
  readonly source: string;
  /** The captured values, a list. */
  readonly vars: Payload;
  /** For messages and stack traces. */
  readonly name: string;
  /** What it imports. */
  readonly bundle: ShippedBundle | undefined;
  /** Yields the classes whose instances its values may hold. */
  readonly classes: ShippedFunction | undefined;
}

/** What the text of a bundle is called in stack traces and by the inspector; its hash follows. */
export const BUNDLE_SCRIPT = 'zfarm-bundle:';

const HASH_DIGITS = 32;

/** The hash that names a function: 32 hex digits of SHA-256 over its source, what it is built on, and its captured values. */
export function functionHash({
  source,
  bundle,
  classes,
  vars,
}: Omit<ShippedFunction, 'hash' | 'name'>): string {
  const parts = `\0${bundle?.hash ?? ''}\0${classes?.hash ?? ''}\0`;
  return digest(source, parts, vars.head, ...vars.frames);
}

/** The function for whoever has these classes: it was captured where others were registered, or none. */
export function withClasses(shipped: ShippedFunction, classes: ShippedFunction | undefined): ShippedFunction {
  if (shipped.classes?.hash === classes?.hash) return shipped;
  const parts = { ...shipped, classes };
  return { ...parts, hash: functionHash(parts) };
}

/** The hash that names a bundle. */
export function bundleHash(text: Uint8Array): string {
  return digest(text);
}

function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, HASH_DIGITS);
}
