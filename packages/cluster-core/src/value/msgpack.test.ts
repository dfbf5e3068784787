import { expect, test } from 'vitest';
import { PACK_BUFFER_KEPT_BYTES_MAX } from './limits.js';
import { packHead, unpackHead } from './msgpack.js';

/** The packer writes each value into the buffer that held the last one; ZeroMQ and threads read theirs much later. */
test('what was packed stays as it was while more is packed, and holds on to nothing else', () => {
  const values = [
    { name: 'first', list: [1, 2, 3] },
    'a'.repeat(100_000),
    { name: 'x'.repeat(PACK_BUFFER_KEPT_BYTES_MAX) },
    [{ name: 'last', list: [] }],
  ];
  const heads = values.map((value) => packHead(1, value));
  const copies = heads.map((head) => Buffer.from(head));
  for (let n = 0; n < 50; n += 1) packHead(2, { n, filling: '\u{ff}'.repeat(n * n * 40) });
  for (const [index, head] of heads.entries()) {
    expect(head.buffer.byteLength).toBe(head.byteLength);
    expect(Buffer.compare(head, copies[index] as Buffer)).toBe(0);
    expect(unpackHead(head)).toEqual(values[index]);
  }
});
