import { createHash } from 'node:crypto';
import { copyFrames, type Payload } from '../value/payload.js';
import { type AnyFunction, functionName } from './function-source.js';
import { Shipment } from './shipment.js';

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

export interface ShipOptions {
  /** Values for variables of the function, by name: they win over what it has captured. */
  readonly vars?: Readonly<Record<string, unknown>>;
}

const HASH_DIGITS = 32;

/**
 * Packs a function with what it uses: captured values, helper functions and classes, imports of builtin modules.
 * It is a snapshot: each call captures anew, and later changes to variables do not reach the copy.
 *
 * @throws UnshippableFunctionError that names the chain of variables, the reason and the remedy.
 */
export function shipFunction(fn: AnyFunction, options: ShipOptions = {}): ShippedFunction {
  if (typeof fn !== 'function')
    throw new TypeError(`shipFunction needs a function, not ${fn === null ? 'null' : typeof fn}.`);
  const name = functionName(fn) || 'fn';
  const packed = new Shipment(options.vars ?? {}).pack(fn, name);
  const { source } = packed;
  // Workers may ask for the function at any time of the job: by then the program may have changed its arrays.
  const vars = copyFrames(packed.vars);
  return { hash: functionHash(source, vars), source, vars, name };
}

/** The hash that names a function: 32 hex digits of SHA-256 over its source and captured values. */
export function functionHash(source: string, vars: Payload): string {
  const hash = createHash('sha256').update(source).update('\0').update(vars.head);
  for (const frame of vars.frames) hash.update(frame);
  return hash.digest('hex').slice(0, HASH_DIGITS);
}
