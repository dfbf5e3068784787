import { type Payload, PayloadError } from '../value/payload.js';
import { decodeValue, encodeValue } from '../value/value-codec.js';
import type { ShippedBundle, ShippedFunction } from './shipped-function.js';

/** What travels under a hash of its own. */
export type CodePiece = ShippedFunction | ShippedBundle;

/** A function as it travels: what it is built on is named, and travels by itself. */
interface FunctionValue {
  readonly source: string;
  readonly name: string;
  readonly vars: Payload;
  readonly bundle: string | undefined;
  readonly classes: string | undefined;
}

/** The pieces of a function: what it is built on, then itself. */
export function piecesOf(shipped: ShippedFunction): readonly CodePiece[] {
  const { bundle, classes } = shipped;
  return [...(classes ? piecesOf(classes) : []), ...(bundle ? [bundle] : []), shipped];
}

/** A piece as the content of a `code-put`. */
export function encodePiece(piece: CodePiece): Payload {
  if ('text' in piece) return encodeValue(piece.text);
  const { source, name, vars, bundle, classes } = piece;
  const value: FunctionValue = { source, name, vars, bundle: bundle?.hash, classes: classes?.hash };
  return encodeValue(value);
}

/**
 * A function put together from its pieces.
 *
 * @param given the content of the piece with this hash; throws if it is not here.
 * @throws PayloadError for what is no function.
 */
export function decodeFunction(hash: string, given: (hash: string) => Payload): ShippedFunction {
  const value = decodeValue(given(hash)) as Partial<FunctionValue> | null;
  if (typeof value?.source !== 'string') throw new PayloadError(`the code ${hash} is not a function`);
  const { source, name, vars, bundle, classes } = value as FunctionValue;
  return {
    ...{ hash, source, name, vars },
    bundle: bundle === undefined ? undefined : decodeBundle(bundle, given),
    classes: classes === undefined ? undefined : decodeFunction(classes, given),
  };
}

function decodeBundle(hash: string, given: (hash: string) => Payload): ShippedBundle {
  const text = decodeValue(given(hash));
  if (!(text instanceof Uint8Array)) throw new PayloadError(`the code ${hash} is not a bundle`);
  return { hash, text };
}
