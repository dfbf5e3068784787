import { VALUE_BYTES_MAX } from '../core/limits.js';
import { type ClassTable, registeredClasses } from './class-table.js';
import { GraphDecoder } from './graph-decoder.js';
import { GraphEncoder } from './graph-encoder.js';
import { packHead, unpackHead } from './msgpack.js';
import { type Payload, PayloadError, PayloadForm, payloadBytes } from './payload.js';
import { NOT_PLAIN, plainCopy, type Reads } from './plain.js';
import { UnshippableValueError } from './unshippable-value-error.js';

const MEBIBYTE = 1024 * 1024;
const NO_FRAMES: readonly Uint8Array[] = [];

/**
 * Encodes one value with its types kept, as structuredClone keeps them; Buffers stay Buffers, and errors keep their
 * own fields and the name of their class. Getters are read once and become values.
 *
 * @param path what the value is called in a refusal.
 * @param classes whose instances may be a part of it: those given to `registerClass`, unless told otherwise.
 * @throws UnshippableValueError for functions, symbols, instances of other classes and what else cannot travel.
 */
export function encodeValue(
  value: unknown,
  path: string = 'the value',
  classes: ClassTable = registeredClasses,
): Payload {
  const reads: Reads = new Map();
  const plain = plainCopy(value, reads);
  if (plain !== NOT_PLAIN) {
    return bounded({ head: packHead(PayloadForm.plain, plain), frames: NO_FRAMES }, path);
  }
  const encoder = new GraphEncoder({ path, classes, reads });
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
export function decodeValue(payload: Payload, classes: ClassTable = registeredClasses): unknown {
  try {
    const form = payload.head[0];
    if (form === PayloadForm.plain) return unpackHead(payload.head);
    if (form === PayloadForm.graph)
      return new GraphDecoder(payload.frames, classes).decode(unpackHead(payload.head));
    throw new PayloadError(`it has the unknown form ${form}`);
  } catch (cause) {
    if (cause instanceof PayloadError) throw cause;
    throw new PayloadError('it is damaged', { cause });
  }
}
