import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyBytes, anyMessage } from '../../../test/support/any-message.js';
import { decodeList, encodeList } from '../../value/list-codec.js';
import { payloadBytes } from '../../value/payload.js';
import { attemptId } from '../ids.js';
import { TOKEN_BYTES } from '../limits.js';
import type { ValueRef } from '../value-ref.js';
import { decodeEnvelope, encodeEnvelopes } from './envelope.js';
import type { WireMessage } from './message.js';

/** Buffers and plain arrays of bytes alike, so that what was sent compares with what has arrived. */
function plain(messages: readonly WireMessage[]): unknown {
  return JSON.parse(
    JSON.stringify(messages, (_key, field: unknown) =>
      field instanceof Uint8Array ? [...field] : isSerialisedBuffer(field) ? field.data : field,
    ),
  );
}

function isSerialisedBuffer(field: unknown): field is { data: number[] } {
  return typeof field === 'object' && field !== null && 'type' in field && field.type === 'Buffer';
}

describe('envelope', () => {
  test('every message arrives as it was sent', () => {
    const token = new Uint8Array(TOKEN_BYTES).fill(7);
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 30 }), (messages) => {
        const received = encodeEnvelopes(1, token, messages).flatMap((frames) => {
          const envelope = decodeEnvelope(frames, 'A');
          if (typeof envelope === 'string') throw new Error(envelope);
          expect([...envelope.token]).toEqual([...token]);
          return envelope.messages;
        });
        expect(plain(received)).toEqual(plain(messages));
      }),
      { numRuns: 500 },
    );
  });

  test('mutated frames are refused or read, and never throw', () => {
    fc.assert(
      fc.property(
        fc.array(anyMessage, { minLength: 1, maxLength: 5 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.nat(3),
        (messages, mutations, cut) => {
          for (const frames of encodeEnvelopes(1, undefined, messages)) {
            const head = Uint8Array.from(frames[0] as Uint8Array);
            for (const [at, byte] of mutations) head[at % head.length] = byte;
            decodeEnvelope([head.subarray(0, head.length - cut), ...frames.slice(1)], 'A');
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('random bytes never throw', () => {
    fc.assert(
      fc.property(fc.array(anyBytes(0, 200), { maxLength: 3 }), (frames) => {
        decodeEnvelope(frames, 'A');
      }),
      { numRuns: 3000 },
    );
  });

  /** `[1, bin(), …]` with these bytes in the place of the list of messages. */
  const withMessages = (...bytes: number[]): Uint8Array => Uint8Array.from([0x93, 1, 0xc4, 0, ...bytes]);

  test.each([
    ['an array of 4 billion', withMessages(0xdd, 0xff, 0xff, 0xff, 0xff)],
    ['a text of 4 GB', withMessages(0xdb, 0xff, 0xff, 0xff, 0xff)],
    ['arrays nested 100,000 deep', withMessages(...new Array(100_000).fill(0x91), 0xc0)],
    ['a map', withMessages(0x80)],
    ['a prototype', withMessages(0x91, 0x81, 0xa9, ...Buffer.from('__proto__'), 0x80)],
    ['a record, of which a program would be made', withMessages(0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 1)],
    [
      'a number of 4 million digits',
      Buffer.concat([withMessages(0xc9, 0, 64, 0, 0, 66), Buffer.alloc(1 << 22, 127)]),
    ],
    ['two million nothings', Buffer.concat([withMessages(0xdd, 0, 32, 0, 0), Buffer.alloc(1 << 21, 0x90)])],
    ['what follows its end', withMessages(0x90, 0x90)],
    ['less than it announces', withMessages(0x92, 0x91, 2)],
  ])('%s is refused before anything is made of it', (_, head) => {
    const started = performance.now();
    expect(decodeEnvelope([head], 'A')).toBe('frame 0 is no envelope');
    // Unpacked, the worst of them would take a second.
    expect(performance.now() - started).toBeLessThan(300);
  });

  test('a value that names frames which are not there is refused', () => {
    const items: ValueRef = {
      owner: 'A',
      id: 0,
      bytes: 5000,
      inline: { head: new Uint8Array(5000), frames: [] },
    };
    const [frames] = encodeEnvelopes(1, undefined, [
      { kind: 'code-put', code: 'a'.repeat(32), value: items },
    ]);
    expect(decodeEnvelope((frames as Uint8Array[]).slice(0, 1), 'A')).toBe('bad fields in a message');
  });

  test('a message of a later version is left out and counted', () => {
    // msgpack [1, bin(), [[99, 1], [2]]]
    const head = Uint8Array.from([0x93, 1, 0xc4, 0, 0x92, 0x92, 99, 1, 0x91, 2]);
    expect(decodeEnvelope([head], 'A')).toMatchObject({ messages: [{ kind: 'heartbeat' }], unknownKinds: 1 });
  });

  test('a raw frame that two values claim refuses the envelope: one of them may give its memory away', () => {
    // msgpack [1, bin(), [[41, 1, 0, 0, [0, 1]], [41, 1, 9, 0, [0, 1]]]]
    const part = (offset: number) => [0x95, 41, 1, offset, 0, 0x92, 0, 1];
    const one = Uint8Array.from([0x93, 1, 0xc4, 0, 0x91, ...part(0)]);
    const two = Uint8Array.from([0x93, 1, 0xc4, 0, 0x92, ...part(0), ...part(9)]);
    expect(decodeEnvelope([one, new Uint8Array(9)], 'A')).toMatchObject({
      messages: [{ kind: 'value-fragment' }],
    });
    expect(decodeEnvelope([two, new Uint8Array(9)], 'A')).toBe('bad fields in a message');
  });

  test('the largest number of raw parts that a value can have is accepted', () => {
    const parts = Array.from({ length: 600 }, (_, i) => new Uint8Array(5000).fill(i));
    const inline = encodeList([parts], 0, 1);
    const items: ValueRef = { owner: 'A', id: 0, bytes: payloadBytes(inline), inline };
    const sent: WireMessage[] = Array.from({ length: 20 }, () => ({
      kind: 'code-put',
      code: 'a'.repeat(32),
      value: items,
    }));
    const received = encodeEnvelopes(1, undefined, sent).flatMap((frames) => {
      const envelope = decodeEnvelope(frames, 'A');
      if (typeof envelope === 'string') throw new Error(envelope);
      return envelope.messages;
    });
    expect(received).toHaveLength(20);
    const last = received[19];
    const value = last?.kind === 'code-put' ? last.value.inline : undefined;
    const [list] = value === undefined ? [] : (decodeList(value) as Uint8Array[][]);
    expect(list?.map((part) => [part.length, part[4999]])).toEqual(parts.map((part) => [5000, part[0]]));
  });

  test('frame 0 owns its memory: packing more does not change it', () => {
    const [first] = encodeEnvelopes(1, undefined, [{ kind: 'cut', attempt: attemptId(1), end: 2 }]);
    const head = (first as Uint8Array[])[0] as Uint8Array;
    const before = [...head];
    for (let i = 0; i < 100; i += 1)
      encodeEnvelopes(1, undefined, [{ kind: 'cut', attempt: attemptId(i), end: i }]);
    expect([...head]).toEqual(before);
    expect(head.buffer.byteLength).toBe(head.length);
  });
});
