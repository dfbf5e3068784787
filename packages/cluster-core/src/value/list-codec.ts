import {
  type BinaryValue,
  binaryKind,
  byteRange,
  isBinary,
  ownBuffer,
  rangeBytes,
  reviveBinary,
} from './binary-kind.js';
import type { ClassTable } from './class-table.js';
import { numbersFrom } from './graph-decoder.js';
import { BINARY_INLINE_BYTES_MAX } from './limits.js';
import { type Payload, PayloadError, PayloadForm, RAW_OFFSET } from './payload.js';
import { refuse } from './refusal.js';
import { UnshippableValueError } from './unshippable-value-error.js';
import { bounded, decodeValue, encodeValue } from './value-codec.js';

const FLOAT_BYTES = Float64Array.BYTES_PER_ELEMENT;

/**
 * Encodes the items [from, to) of a list: numbers as raw float64, a typed array as its own bytes (and so it comes
 * back), anything else as encodeValue does.
 *
 * @throws UnshippableValueError whose path starts with the index of the item: `item 3 .config.onDone`.
 */
export function encodeList(
  values: ArrayLike<unknown>,
  from: number,
  to: number,
  classes?: ClassTable,
): Payload {
  if (isBinary(values)) return encodeBinaryList(values, from, to);
  return encodeNumbers(values, from, to) ?? encodeItems(values, from, to, classes);
}

/**
 * The items of a list: an array, or a typed array where the list was one.
 *
 * @throws PayloadError, and nothing else, for bytes that are not a list.
 */
export function decodeList(payload: Payload, classes?: ClassTable): ArrayLike<unknown> {
  return ownsFrames(payload) ? numbersFrom(rawFloats(payload)) : decodeItems(payload, classes);
}

/**
 * The same for one who takes the items out at once, one by one: numbers are read where they are, and not put into an array first.
 *
 * @throws PayloadError, and nothing else, for bytes that are not a list.
 */
export function readList(payload: Payload, classes?: ClassTable): ArrayLike<unknown> {
  return ownsFrames(payload) ? rawFloats(payload) : decodeItems(payload, classes);
}

function decodeItems(payload: Payload, classes: ClassTable | undefined): ArrayLike<unknown> {
  if (payload.head[0] === PayloadForm.binary) {
    const list = reviveBinary(payload.head[1], rawBytes(payload));
    if (!ArrayBuffer.isView(list) || list instanceof DataView) throw new PayloadError('it is not a list');
    return list as unknown as ArrayLike<unknown>;
  }
  const items = decodeValue(payload, classes);
  if (!Array.isArray(items)) throw new PayloadError('it is not a list');
  return items;
}

/** Whether what `encodeList` made of a list is nobody else's memory, frames too: then it may be transferred. */
export function ownsFrames({ head }: Payload): boolean {
  return head[0] === PayloadForm.numbers;
}

function encodeNumbers(values: ArrayLike<unknown>, from: number, to: number): Payload | undefined {
  const count = to - from;
  if (count <= 0 || typeof values[from] !== 'number') return undefined;
  const bytes = count * FLOAT_BYTES;
  const inline = bytes <= BINARY_INLINE_BYTES_MAX;
  const head = new Uint8Array(inline ? RAW_OFFSET + bytes : RAW_OFFSET);
  head[0] = PayloadForm.numbers;
  const floats = inline ? new Float64Array(head.buffer, RAW_OFFSET, count) : new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const value = values[from + index];
    if (typeof value !== 'number') return undefined;
    floats[index] = value;
  }
  return { head, frames: inline ? [] : [new Uint8Array(floats.buffer)] };
}

function encodeBinaryList(values: BinaryValue & ArrayLike<unknown>, from: number, to: number): Payload {
  const kind = binaryKind(values);
  const range = byteRange(values);
  if (kind === undefined) throw refuse(values, 'the data');
  if (range === undefined) throw refuse(values, 'the data', 'detached');
  const bytes = rangeBytes(range);
  const itemBytes = values.length === 0 ? 1 : bytes.byteLength / values.length;
  const slice = bytes.subarray(from * itemBytes, to * itemBytes);
  const inline = slice.byteLength <= BINARY_INLINE_BYTES_MAX;
  const head = new Uint8Array(inline ? RAW_OFFSET + slice.byteLength : RAW_OFFSET);
  head[0] = PayloadForm.binary;
  head[1] = kind;
  if (inline) head.set(slice, RAW_OFFSET);
  return bounded({ head, frames: inline ? [] : [slice] }, 'the data');
}

function encodeItems(
  values: ArrayLike<unknown>,
  from: number,
  to: number,
  classes: ClassTable | undefined,
): Payload {
  const items: unknown[] = [];
  for (let index = from; index < to; index += 1) items.push(values[index]);
  try {
    return encodeValue(items, '', classes);
  } catch (error) {
    throw error instanceof UnshippableValueError ? fromItem(error, from) : error;
  }
}

/** Inside, the list starts at 0 and a path with `[0]`; the user counts from the start of the data. */
function fromItem(error: UnshippableValueError, from: number): UnshippableValueError {
  const path = error.path.replace(/^\[(\d+)\](.*)$/s, (_, index: string, rest: string) => {
    return `item ${Number(index) + from}${rest === '' ? '' : ` ${rest.trimStart()}`}`;
  });
  return new UnshippableValueError(path, error.why, error.remedy);
}

function rawFloats(payload: Payload): Float64Array {
  const bytes = rawBytes(payload);
  const { byteOffset, byteLength } = bytes;
  if (byteLength % FLOAT_BYTES !== 0) throw new PayloadError('its list of numbers is cut short');
  if (byteOffset % FLOAT_BYTES !== 0) return new Float64Array(ownBuffer(bytes));
  return new Float64Array(bytes.buffer, byteOffset, byteLength / FLOAT_BYTES);
}

function rawBytes({ head, frames }: Payload): Uint8Array {
  if (head.byteLength < RAW_OFFSET) throw new PayloadError('it is shorter than it announces');
  return frames[0] ?? head.subarray(RAW_OFFSET);
}
