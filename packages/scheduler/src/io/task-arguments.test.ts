import { decodeList } from '@zfarm/cluster-core';
import { describe, expect, test } from 'vitest';
import { encodeArguments, takeArguments } from './task-arguments.js';

const KIB = 1024;

/** An argument that counts how often it is read. */
function counted(bytes: number) {
  const reads = { count: 0 };
  const arg = {
    data: new Uint8Array(bytes).fill(5),
    get answer() {
      reads.count += 1;
      return 42;
    },
  };
  return { arg, reads };
}

describe('the arguments of a task', () => {
  test.each([1, 200])(
    'of %s KiB are read once, alone and among others, and sent again as they were',
    (kib) => {
      const { arg, reads } = counted(kib * KIB);
      const { args } = takeArguments([arg, 'more']);
      const other = takeArguments([7]).args;
      for (const [index, kept] of [[args], [args], [other, args, args]].entries()) {
        const list = decodeList(encodeArguments(kept));
        expect(list[index === 2 ? 1 : 0]).toEqual([
          { data: new Uint8Array(kib * KIB).fill(5), answer: 42 },
          'more',
        ]);
      }
      expect(reads.count).toBe(1);
    },
  );

  test('that are big keep raw bytes in place', () => {
    const data = new Float64Array(100 * KIB);
    const { frames } = encodeArguments([takeArguments([data]).args]);
    expect(frames.map(({ buffer }) => buffer)).toEqual([data.buffer]);
  });

  test('that cannot travel are refused by path, big and small', () => {
    for (const data of [new Uint8Array(1), new Uint8Array(100 * KIB)])
      expect(() => takeArguments([data, { deep: () => 1 }])).toThrow(/^arguments\[1\]\.deep is /);
  });

  test('whose memory was taken away meanwhile are refused by name', () => {
    const data = new Uint8Array(100 * KIB);
    const { args } = takeArguments([data]);
    structuredClone(data, { transfer: [data.buffer] });
    for (const kept of [[args], [args, [1]]])
      expect(() => encodeArguments(kept)).toThrow(/detached before it was sent/);
  });
});
