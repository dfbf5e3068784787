import { describe, expect, it } from 'vitest';
import { jsonGap } from './json-gap.js';

const ring: { list: unknown[] } = { list: [1] };
ring.list.push(ring);
const shared = [1];

describe('jsonGap', () => {
  it.each([
    [null],
    [0],
    [-1.5],
    ['text'],
    [true],
    [[[], {}, 'a']],
    [{ a: { b: [null] } }],
    [Object.assign(Object.create(null), { a: 1 })],
    [new Date(0)],
    [[shared, shared]],
  ])('finds none in %j', (value) => {
    expect(jsonGap(value)).toBeUndefined();
  });

  it.each([
    [undefined, '', 'undefined'],
    [Number.NaN, '', 'NaN'],
    [[1, Number.NEGATIVE_INFINITY], '[1]', '-Infinity'],
    [{ a: undefined }, '.a', 'undefined'],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is looked for.
    [[1, , 2], '[1]', 'undefined'],
    [{ 'a b': { c: 1n } }, '["a b"].c', 'a bigint'],
    [() => 1, '', 'a function'],
    [new Map(), '', 'an object of class Map'],
    [[new Set()], '[0]', 'an object of class Set'],
    [new Uint8Array(1), '', 'an object of class Uint8Array'],
    [new RangeError('x'), '', 'an object of class RangeError'],
    [{ when: new Date(Number.NaN) }, '.when', 'an invalid Date'],
    [ring, '.list[1]', 'a reference to what it is part of'],
  ])('finds it in case %#', (value, path, what) => {
    expect(jsonGap(value)).toEqual({ path, what });
  });
});
