import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PayloadError } from './payload.js';
import { decodeValue, encodeValue } from './value-codec.js';

describe('hostile bytes', () => {
  const samples = [
    [
      { id: 1, tags: ['a', 'b'] },
      { id: 2, tags: [] },
    ],
    new Map<unknown, unknown>([['x', [1n, -0, new Date(0), /x/g]]]),
    {
      error: new TypeError('no'),
      numbers: Array.from({ length: 70 }, (_, n) => n),
      bytes: new Uint8Array(9),
    },
  ];

  it('throw one PayloadError whatever is flipped, cut or added', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(),
        (sample, flips, cut) => {
          const { head, frames } = encodeValue(sample);
          for (const [at, byte] of flips) head[at % head.length] = byte;
          for (const bytes of [head, head.subarray(0, cut % head.length)]) {
            try {
              decodeValue({ head: bytes, frames });
            } catch (error) {
              expect(error).toBeInstanceOf(PayloadError);
            }
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('throw for random bytes of every form', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.uint8Array({ maxLength: 40 }), (form, rest) => {
        try {
          decodeValue({ head: Uint8Array.of(form, ...rest), frames: [] });
        } catch (error) {
          expect(error).toBeInstanceOf(PayloadError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['an array of 4 billion items', [1, 0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['a string of 4 GB', [1, 0xdb, 0xff, 0xff, 0xff, 0xff]],
    ['bytes after the end', [1, 0xc0, 0xc0]],
    ['a record never defined', [1, 0x41]],
    ['an extension', [1, 0xc7, 0x01, 0x42, 0x01]],
    ['a nest of arrays', [1, ...new Array(5000).fill(0x91), 0xc0]],
    ['nothing at all', []],
  ])('refuse %s', (_, bytes) => {
    expect(() => decodeValue({ head: Uint8Array.from(bytes), frames: [] })).toThrow(PayloadError);
  });

  it('take a frame for one value only', () => {
    const { head } = encodeValue([new Uint8Array(5000), new Uint8Array(5000)]);
    const frame = new Uint8Array(5000);
    expect(decodeValue({ head, frames: [frame, frame] })).toEqual([frame, frame]);
    const index = Buffer.from(head).lastIndexOf(1);
    head[index] = 0;
    expect(() => decodeValue({ head, frames: [frame, frame] })).toThrow(/frames is missing/);
  });

  it.each([1000, 1_000_000, 4_000_000_000])(
    'do not allocate a length of %i that is only announced',
    (length) => {
      const arrays = Array.from({ length: 5000 }, () => {
        const sparse: unknown[] = [];
        sparse.length = 1;
        return sparse;
      });
      const { head } = encodeValue(arrays);
      const lying = withLength(head, length);
      const before = process.memoryUsage().heapUsed;
      const revived = decodeValue({ head: lying, frames: [] }) as unknown[][];
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
      expect(revived.at(-1)?.length).toBe(length);
    },
  );
});

/** The same nodes `[2, 1]` (a sparse array of length 1) with another length. */
function withLength(head: Uint8Array, length: number): Uint8Array {
  const announced = Buffer.alloc(9, 0xcb);
  announced.writeDoubleBE(length, 1);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < head.length; at += 1) {
    const isNode = head[at] === 0x92 && head[at + 1] === 2 && head[at + 2] === 1;
    parts.push(isNode ? Buffer.concat([Uint8Array.of(0x92, 2), announced]) : head.subarray(at, at + 1));
    if (isNode) at += 2;
  }
  return Buffer.concat(parts);
}
