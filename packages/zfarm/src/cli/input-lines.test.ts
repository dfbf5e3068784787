import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputLines, jsonLines } from './input-lines.js';

describe('inputLines', () => {
  it('gives the same lines however the bytes arrive', async () => {
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n]/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat(12)), async (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        expect(await all(inputLines(pieces(bytes, cuts)))).toEqual(lines);
      }),
    );
  });

  it('takes a last line without end, and CRLF', async () => {
    expect(await all(inputLines(pieces(Buffer.from('a\r\n\nb\r'), [])))).toEqual(['a', '', 'b']);
  });

  it('refuses a line that never ends, and says which', async () => {
    const lines = inputLines(pieces(Buffer.from(`ok\n${'x'.repeat(11)}`), [3, 4, 4]), 10);
    await expect(all(lines)).rejects.toThrow('line 2 has more than 10 characters');
  });
});

describe('jsonLines', () => {
  it('names the line that is not JSON', async () => {
    const lines = jsonLines(inputLines(pieces(Buffer.from('1\n{"a":[]}\nnope\n'), [])));
    expect(await lines.next()).toEqual({ done: false, value: 1 });
    expect(await lines.next()).toEqual({ done: false, value: { a: [] } });
    await expect(lines.next()).rejects.toThrow(/^line 3 is not JSON/);
  });
});

/** The bytes in pieces of these sizes, the rest in one. */
async function* pieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const size of cuts) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
