import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeList, encodeList, ownsFrames, readList } from './list-codec.js';
import { PayloadError } from './payload.js';
import { encodeValue } from './value-codec.js';

describe('encodeList and decodeList', () => {
  it('carry any slice of numbers exactly', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 1200 }), fc.nat(1200), fc.nat(1200), (numbers, a, b) => {
        const from = Math.min(a, b, numbers.length);
        const to = Math.min(Math.max(a, b), numbers.length);
        expect(decodeList(encodeList(numbers, from, to))).toStrictEqual(numbers.slice(from, to));
      }),
    );
  });

  it('keep -0 and NaN among numbers', () => {
    expect(decodeList(encodeList([-0, Number.NaN, 1], 0, 3))).toStrictEqual([-0, Number.NaN, 1]);
  });

  it('decode numbers from anywhere in a bigger buffer', () => {
    const { head } = encodeList([1, 2, 3], 0, 3);
    const shifted = Buffer.concat([Buffer.alloc(1), head]).subarray(1);
    expect(decodeList({ head: shifted, frames: [] })).toStrictEqual([1, 2, 3]);
  });

  it('are read without an array of their own where they are numbers', () => {
    const numbers = [-0, Number.NaN, 0.5];
    expect(readList(encodeList(numbers, 0, 3))).toStrictEqual(Float64Array.from(numbers));
    expect(readList(encodeList(['a', 1], 0, 2))).toStrictEqual(['a', 1]);
  });

  it('own what they made of numbers, and nothing else', () => {
    const numbers = Array.from({ length: 5000 }, (_, n) => n);
    expect(ownsFrames(encodeList(numbers, 0, 5000))).toBe(true);
    expect(ownsFrames(encodeList(Float64Array.from(numbers), 0, 5000))).toBe(false);
    expect(ownsFrames(encodeList([...numbers, new Float64Array(5000)], 0, 5001))).toBe(false);
  });

  it('give a slice of a typed array back as one, small or big', () => {
    const data = Int32Array.from({ length: 5000 }, (_, index) => -index);
    for (const [from, to] of [
      [10, 12],
      [0, 0],
      [1, 5000],
    ] as const) {
      const payload = encodeList(data, from, to);
      expect(decodeList(payload)).toStrictEqual(data.slice(from, to));
    }
    expect(encodeList(data, 1, 5000).frames[0]?.buffer).toBe(data.buffer);
    expect(Buffer.isBuffer(decodeList(encodeList(Buffer.from('abc'), 0, 2)))).toBe(true);
  });

  it('carry mixed items, holes as undefined, and what is shared between items', () => {
    const shared = { n: -0 };
    const items: unknown[] = [shared, 'text'];
    items[3] = new Map([[1, shared]]);
    items[4] = 5;
    const [first, text, hole, map, five] = decodeList(encodeList(items, 0, 5)) as unknown[];
    expect(first).toStrictEqual({ n: -0 });
    expect([text, hole, five]).toStrictEqual(['text', undefined, 5]);
    expect((map as Map<number, unknown>).get(1)).toBe(first);
    expect(decodeList(encodeList([1, 'a', { b: 1 }], 1, 3))).toStrictEqual(['a', { b: 1 }]);
    expect(decodeList(encodeList([], 0, 0))).toStrictEqual([]);
  });

  it('carry objects of few shapes, with keys of every kind', () => {
    const odd = fc.record({
      '': fc.nat(),
      'a-b': fc.string(),
      1: fc.boolean(),
      constructor_: fc.constant(undefined),
    });
    const flat = fc.record(
      { id: fc.integer(), name: fc.string(), score: fc.double() },
      { noNullPrototype: true },
    );
    const wide = fc
      .nat()
      .map((n) => Object.fromEntries(Array.from({ length: 20 + (n % 60) }, (_, i) => [`k${i}`, n])));
    fc.assert(
      fc.property(fc.array(fc.oneof(odd, flat, wide, fc.constant({})), { maxLength: 40 }), (items) => {
        const expected = structuredClone(items);
        expect(decodeList(encodeList(items, 0, items.length))).toStrictEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('name the item in a refusal by its index in the data', () => {
    const data = [1, 2, 3, { config: { onDone: () => 1 } }, () => 2];
    expect(() => encodeList(data, 2, 4)).toThrow(/^item 3 \.config\.onDone is the function "onDone"/);
    expect(() => encodeList(data, 4, 5)).toThrow(/^item 4 is a function/);
  });

  it('refuse bytes that are not a list', () => {
    for (const bytes of [
      [],
      [3],
      [3, 0, 0, 0, 0, 0, 0, 0, 9],
      [4, 99, 0, 0, 0, 0, 0, 0],
      [4, 0, 0, 0, 0, 0, 0, 0],
      [9],
    ]) {
      expect(() => decodeList({ head: Uint8Array.from(bytes), frames: [] })).toThrow(PayloadError);
    }
    expect(() => decodeList(encodeValue({ a: 1 }))).toThrow(PayloadError);
  });
});
