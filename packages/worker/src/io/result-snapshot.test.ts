import { describe, expect, it } from 'vitest';
import { ENCODE_NOW, snapshotOf } from './result-snapshot.js';

describe('the snapshot of a result', () => {
  it('is a copy of what is flat: a change later does not reach it', () => {
    const scratch = { n: 1, text: 'one' };
    const list = [1, 'one', undefined];
    const bytes = new Uint8Array([1, 2]);
    const copies = [snapshotOf(scratch), snapshotOf(list), snapshotOf(bytes), snapshotOf(Buffer.from('ab'))];
    scratch.n = 2;
    list[0] = 2;
    bytes[0] = 2;
    expect(copies).toEqual([
      { n: 1, text: 'one' },
      [1, 'one', undefined],
      new Uint8Array([1, 2]),
      Buffer.from('ab'),
    ]);
  });

  it('is the value itself where that cannot change', () => {
    for (const value of [1, 'a', undefined, null, -0, 1n, true]) expect(snapshotOf(value)).toBe(value);
  });

  it('is left to the encoder for everything else', () => {
    const sparse = [1, 2];
    delete sparse[0];
    const own = JSON.parse('{"__proto__": 1}');
    const others = [
      { inner: {} },
      [[]],
      new Map(),
      new Date(),
      new Error('e'),
      sparse,
      own,
      Object.create(null),
      () => 1,
    ];
    for (const value of others.slice(0, -1)) expect(snapshotOf(value)).toBe(ENCODE_NOW);
    expect(snapshotOf({ f: others.at(-1) })).toBe(ENCODE_NOW);
    expect(snapshotOf(Array.from({ length: 33 }, () => 0))).toBe(ENCODE_NOW);
  });
});
