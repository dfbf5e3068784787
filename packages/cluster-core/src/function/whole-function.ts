import { type Payload, PayloadError } from '../value/payload.js';
import { decodeValue, encodeValue } from '../value/value-codec.js';
import { bundleHash, functionHash, type ShippedFunction } from './shipped-function.js';

interface WholeFunction {
  readonly source: string;
  readonly name: string;
  readonly vars: Payload;
  readonly bundle: Uint8Array | undefined;
  /** A whole function itself. */
  readonly classes: Payload | undefined;
}

/** A function in one value, with what it is built on. */
export function encodeWhole({ source, name, vars, bundle, classes }: ShippedFunction): Payload {
  const value: WholeFunction = {
    source,
    name,
    vars,
    bundle: bundle?.text,
    classes: classes && encodeWhole(classes),
  };
  return encodeValue(value, 'the function');
}

/** @throws PayloadError for what is no function. */
export function decodeWhole(payload: Payload): ShippedFunction {
  const value = decodeValue(payload) as Partial<WholeFunction> | null;
  const { source, name, vars, bundle: text, classes: packed } = value ?? {};
  if (typeof source !== 'string' || typeof name !== 'string' || !isPayload(vars)) throw noFunction();
  if (text !== undefined && !(text instanceof Uint8Array)) throw noFunction();
  const bundle = text === undefined ? undefined : { hash: bundleHash(text), text };
  const classes = isPayload(packed) ? decodeWhole(packed) : undefined;
  const parts = { source, vars, bundle, classes };
  return { hash: functionHash(parts), name, ...parts };
}

function isPayload(value: unknown): value is Payload {
  const { head, frames } = (value ?? {}) as Partial<Payload>;
  return (
    head instanceof Uint8Array && Array.isArray(frames) && frames.every((part) => part instanceof Uint8Array)
  );
}

function noFunction(): PayloadError {
  return new PayloadError('what came as a function is none');
}
