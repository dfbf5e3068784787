import { VALUE_BYTES_MAX } from '../core/limits.js';
import { GraphDecoder } from './graph-decoder.js';
import { GraphEncoder } from './graph-encoder.js';
import { packHead, unpackHead } from './msgpack.js';
import { type Payload, PayloadError, PayloadForm, payloadBytes } from './payload.js';
import { isPlain } from './plain.js';
import { UnshippableValueError } from './unshippable-value-error.js';

const MEBIBYTE = 1024 * 1024;
const NO_FRAMES: readonly Uint8Array[] = [];

/**
 * Encodes one value with its types kept, as structuredClone keeps them; Buffers stay Buffers, and errors keep their
 * own fields and the name of their class. Getters become values; one may be read more than once for that.
 *
 * @param path what the value is called in a refusal.
 * @throws UnshippableValueError for functions, symbols, instances of classes and other things that cannot travel.
 */
export function encodeValue(value: unknown, path = 'the value'): Payload {
  if (!isPlain(value, new Set())) return encodeGraph(value, path);
  return bounded({ head: packHead(PayloadForm.plain, value), frames: NO_FRAMES }, path);
}

/** Encodes whatever msgpack alone would lose. */
export function encodeGraph(value: unknown, path: string): Payload {
  const encoder = new GraphEncoder(path);
  const table = encoder.encode(value);
  return bounded({ head: packHead(PayloadForm.graph, table), frames: encoder.frames }, path);
}

/** What is larger than a receiver accepts is refused here, where it can be told. */
export function bounded(payload: Payload, path: string): Payload {
  const bytes = payloadBytes(payload);
  if (bytes <= VALUE_BYTES_MAX) return payload;
  const why = `${Math.ceil(bytes / MEBIBYTE)} MiB long when encoded, more than ${VALUE_BYTES_MAX / MEBIBYTE} MiB,`;
  throw new UnshippableValueError(
    path || 'the list',
    why,
    'send it in parts, or let the task read it itself',
  );
}

/**
 * The value of a payload. Big binary parts may use the memory of their frames.
 *
 * @throws PayloadError, and nothing else, for bytes that are not a payload.
 */
export function decodeValue(payload: Payload): unknown {
  try {
    const form = payload.head[0];
    if (form === PayloadForm.plain) return unpackHead(payload.head);
    if (form === PayloadForm.graph) return new GraphDecoder(payload.frames).decode(unpackHead(payload.head));
    throw new PayloadError(`it has the unknown form ${form}`);
  } catch (cause) {
    if (cause instanceof PayloadError) throw cause;
    throw new PayloadError('it is damaged', { cause });
  }
}
