import { describe, expect, it } from 'vitest';
import { memoryBytesOf, memoryText } from './memory-size.js';

describe('memory sizes', () => {
  it.each([
    ['512MB', 512e6],
    ['2GB', 2e9],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['2 gb', 2e9],
    ['1kib', 1024],
    ['0.5B', 1],
    ['77', 77],
    [4096, 4096],
    [0.2, 1],
  ])('reads %s', (size, bytes) => {
    expect(memoryBytesOf(size)).toBe(bytes);
  });

  it.each([
    '',
    'GB',
    '2 G',
    '2PB',
    '-1MB',
    '1e9',
    '1,5GB',
    '0',
    0,
    -5,
    Number.NaN,
    Infinity,
    2 ** 60,
    null,
    {},
  ])('refuses %s', (size) => {
    expect(memoryBytesOf(size)).toBeUndefined();
  });

  it('writes them as people do', () => {
    expect([17, 2048, 1.5 * 2 ** 30, 2 ** 40, 2e9].map(memoryText)).toEqual([
      '17 B',
      '2 KiB',
      '1.5 GiB',
      '1 TiB',
      '1.9 GiB',
    ]);
  });
});
