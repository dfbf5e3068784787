import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValue, encodeValue } from './value-codec.js';

function travel(value: unknown): unknown {
  const { head, frames } = encodeValue(value);
  return decodeValue({ head: head.slice(), frames: frames.map((frame) => frame.slice()) });
}

/** Some values that show parts of one buffer, overlapping or not, and perhaps the buffer itself. */
const views = fc
  .tuple(
    fc.constantFrom(64, 20_000),
    fc.boolean(),
    fc.array(fc.tuple(fc.nat(7), fc.nat(60), fc.nat(60)), { minLength: 1, maxLength: 6 }),
  )
  .map(([size, isShared, shapes]) => {
    const buffer = isShared ? new SharedArrayBuffer(size) : new ArrayBuffer(size);
    const bytes = new Uint8Array(buffer);
    for (let at = 0; at < size; at += 1) bytes[at] = at * 31;
    return shapes.map(([kind, start, length]) => {
      const fitting = Math.min(length, size - start);
      switch (kind) {
        case 0:
          return buffer;
        case 1:
          return new DataView(buffer, start, fitting);
        case 2:
          return new Float64Array(buffer, start & ~7, (size - (start & ~7)) >> 4);
        case 3:
          return new Uint16Array(buffer, start & ~1, fitting >> 1);
        case 4:
          return new BigInt64Array(buffer, start & ~7, Math.min(fitting >> 3, (size - (start & ~7)) >> 3));
        default:
          return new Uint8Array(buffer, start, fitting);
      }
    });
  });

type Binary = ArrayBufferView | ArrayBuffer | SharedArrayBuffer;

function bytesOf(value: Binary): Uint8Array {
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}

/** Which bytes of the others change with each byte of one of them. */
function reach(values: readonly Binary[]): string[] {
  return values.map((value) => {
    const own = bytesOf(value);
    for (let at = 0; at < own.length; at += 1) own[at] = (own[at] as number) ^ (at + 1);
    return values.map((other) => Buffer.from(bytesOf(other)).toString('base64')).join();
  });
}

/** Shared memory would be shared with the clone, too: the same views on memory that is not. */
function privately(values: readonly Binary[]): Binary[] {
  const [first] = values;
  const shared = first !== undefined && (ArrayBuffer.isView(first) ? first.buffer : first);
  if (!(shared instanceof SharedArrayBuffer)) return [...values];
  const memory = new ArrayBuffer(shared.byteLength);
  new Uint8Array(memory).set(new Uint8Array(shared));
  return values.map((value) =>
    ArrayBuffer.isView(value) ? new Uint8Array(memory, value.byteOffset, value.byteLength) : memory,
  );
}

describe('binary values', () => {
  it('agree with structuredClone on what views of one buffer share, and on shared memory', () => {
    fc.assert(
      fc.property(views, (original) => {
        const clone = structuredClone(original);
        const travelled = travel(original) as Binary[];
        expect(travelled.map((one) => one.constructor.name)).toEqual(
          clone.map((one) => one.constructor.name),
        );
        const onShared = (one: Binary) => ArrayBuffer.isView(one) && one.buffer instanceof SharedArrayBuffer;
        expect(travelled.map(onShared)).toEqual(clone.map(onShared));
        expect(reach(travelled)).toEqual(reach(structuredClone(privately(original))));
        // The caller's own stay as they were.
        const again = travel(travelled) as Binary[];
        expect(again.map((one) => one.byteLength)).toEqual(original.map((one) => one.byteLength));
      }),
      { numRuns: 3000 },
    );
  });

  it('carry the bytes that views show and none between them', () => {
    const pool = Buffer.alloc(1000, 'secret');
    const [one, two] = [pool.subarray(3, 10), pool.subarray(900, 905)];
    const { head, frames } = encodeValue([one, two]);
    expect(head.byteLength).toBeLessThan(60);
    expect(frames).toHaveLength(0);
    const overlapping = travel([pool.subarray(3, 10), pool.subarray(5, 12)]) as [Buffer, Buffer];
    overlapping[0][2] = 1;
    expect(overlapping[1][0]).toBe(1);
    expect(overlapping[1].toString('latin1', 1)).toBe(pool.toString('latin1', 6, 12));
  });
});
