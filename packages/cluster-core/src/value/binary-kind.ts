import { BINARY_INLINE_BYTES_MAX, PAYLOAD_FRAMES_MAX } from './limits.js';
import { PayloadError } from './payload.js';

/** Kinds of binary value by their number on the wire: add at the end, never reorder. */
const KIND_NAMES = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'DataView',
  'Buffer',
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;

const TYPED_ARRAYS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const;

const FIRST_TYPED_ARRAY = KIND_NAMES.indexOf('Int8Array');

export type BinaryValue = ArrayBufferView | ArrayBuffer | SharedArrayBuffer;

export function isBinary(value: object): value is BinaryValue {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

/** The wire's number for a binary value; undefined for a class of the user's own, derived from one of these. */
export function binaryKind(value: BinaryValue): number | undefined {
  if (Buffer.isBuffer(value)) return KIND_NAMES.indexOf('Buffer');
  const Class = value.constructor;
  const typed = (TYPED_ARRAYS as readonly unknown[]).indexOf(Class);
  if (typed >= 0) return FIRST_TYPED_ARRAY + typed;
  if (Class === ArrayBuffer) return KIND_NAMES.indexOf('ArrayBuffer');
  if (Class === SharedArrayBuffer) return KIND_NAMES.indexOf('SharedArrayBuffer');
  return Class === DataView ? KIND_NAMES.indexOf('DataView') : undefined;
}

/** Whether a kind is that of a buffer itself rather than a view on one. */
export function isBuffer(kind: number): boolean {
  return KIND_NAMES[kind] === 'ArrayBuffer' || KIND_NAMES[kind] === 'SharedArrayBuffer';
}

/** The bytes of a buffer that a binary value shows. */
export interface ByteRange {
  readonly buffer: ArrayBufferLike;
  readonly start: number;
  readonly end: number;
}

/** Undefined if the buffer is detached. */
export function byteRange(value: BinaryValue): ByteRange | undefined {
  const isView = ArrayBuffer.isView(value);
  const buffer = isView ? value.buffer : value;
  const start = isView ? value.byteOffset : 0;
  try {
    // Throws for a buffer that is detached.
    const { byteLength } = new Uint8Array(buffer, start, value.byteLength);
    return { buffer, start, end: start + byteLength };
  } catch {
    return undefined;
  }
}

/** The bytes of a range, without a copy where nobody else can write to them. */
export function rangeBytes({ buffer, start, end }: ByteRange): Uint8Array {
  const bytes = new Uint8Array(buffer, start, end - start);
  // Another thread may write to shared memory while it is being sent.
  return buffer instanceof SharedArrayBuffer ? bytes.slice() : bytes;
}

/** Puts bytes where they belong: small ones are given back for the head, big ones become a frame known by its index. */
export function placeBytes(bytes: Uint8Array, frames: Uint8Array[]): Uint8Array | number {
  const raw = bytes.byteLength > BINARY_INLINE_BYTES_MAX && frames.length < PAYLOAD_FRAMES_MAX;
  return raw ? frames.push(bytes) - 1 : bytes;
}

/**
 * An ArrayBuffer that holds exactly these bytes. A frame that is all of its buffer is used in place; parts of
 * bigger buffers are copied, since a view would show the neighbours, keep them alive and may be misaligned.
 */
export function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) return buffer;
  return Uint8Array.prototype.slice.call(bytes).buffer as ArrayBuffer;
}

/** The binary value of a kind over bytes that came with a payload. */
export function reviveBinary(kind: unknown, bytes: Uint8Array): BinaryValue {
  const shared = kindName(kind) === 'SharedArrayBuffer';
  return reviveView(kind, shared ? reviveMemory(true, 0, bytes) : ownBuffer(bytes));
}

/** Memory that views may share, with so many zeros in front. */
export function reviveMemory(shared: boolean, padding: number, bytes: Uint8Array): ArrayBufferLike {
  if (!shared && padding === 0) return ownBuffer(bytes);
  const memory = new (shared ? SharedArrayBuffer : ArrayBuffer)(padding + bytes.byteLength);
  new Uint8Array(memory, padding).set(bytes);
  return memory;
}

/**
 * The binary value of a kind over a part of a buffer.
 *
 * @throws PayloadError or RangeError if it does not fit.
 */
export function reviveView(
  kind: unknown,
  buffer: ArrayBufferLike,
  offset: number = 0,
  byteLength: number = buffer.byteLength,
): BinaryValue {
  const name = kindName(kind);
  if (name === 'ArrayBuffer' || name === 'SharedArrayBuffer') {
    if (buffer instanceof SharedArrayBuffer === (name === 'SharedArrayBuffer')) return buffer;
    throw new PayloadError('a buffer is not of the kind that it should be');
  }
  if (name === 'DataView') return new DataView(buffer, offset, byteLength);
  if (name === 'Buffer') return Buffer.from(buffer as ArrayBuffer, offset, byteLength);
  const TypedArray = TYPED_ARRAYS[(kind as number) - FIRST_TYPED_ARRAY];
  if (TypedArray === undefined || byteLength % TypedArray.BYTES_PER_ELEMENT !== 0) {
    throw new PayloadError(`a ${name} has a length that does not fit its type`);
  }
  return new TypedArray(buffer as ArrayBuffer, offset, byteLength / TypedArray.BYTES_PER_ELEMENT);
}

function kindName(kind: unknown): (typeof KIND_NAMES)[number] {
  const name = typeof kind === 'number' ? KIND_NAMES[kind] : undefined;
  if (name === undefined) throw new PayloadError('it holds an unknown kind of binary value');
  return name;
}
