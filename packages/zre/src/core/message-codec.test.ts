import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMessage } from '../../test/any-message.js';
import type { Message } from './message.js';
import { decodeMessage, encodeMessage } from './message-codec.js';

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}

function hex(frames: readonly Uint8Array[]): string[] {
  return frames.map((frame) => Buffer.from(frame).toString('hex'));
}

/** Captured from libzyre 2.0.1. */
const captured: readonly (readonly [string, Message, readonly string[]])[] = [
  [
    'HELLO',
    {
      kind: 'hello',
      sequence: 1,
      endpoint: 'tcp://10.91.0.1:30201',
      groups: ['G1'],
      status: 1,
      name: 'A',
      headers: new Map([['X-K', 'v']]),
    },
    [
      'aaa1 01 02 0001 15 7463703a2f2f31302e39312e302e313a3330323031 00000001 00000002 4731 01 01 41 00000001 03 582d4b 00000001 76',
    ],
  ],
  ['JOIN', { kind: 'join', sequence: 2, group: 'G2', status: 2 }, ['aaa1 04 02 0002 02 4732 02']],
  ['PING', { kind: 'ping', sequence: 2 }, ['aaa1 06 02 0002']],
  [
    'WHISPER',
    { kind: 'whisper', sequence: 3, content: [bytes('01'), bytes('0203')] },
    ['aaa102020003', '01', '0203'],
  ],
];

describe('message codec', () => {
  it.each(captured)('writes and reads %s as libzyre does', (_, decoded, frames) => {
    expect(hex(encodeMessage(decoded, decoded.sequence))).toEqual(
      frames.map((frame) => frame.replaceAll(' ', '')),
    );
    expect(decodeMessage(frames.map(bytes))).toEqual(decoded);
  });

  it('1: reads back every message it writes', () => {
    fc.assert(
      fc.property(anyMessage, (original) => {
        expect(decodeMessage(encodeMessage(original, original.sequence))).toEqual(original);
      }),
    );
  });

  it('drops every message that is cut short', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), (original, cut) => {
        const [head = new Uint8Array(), ...rest] = encodeMessage(original, original.sequence);
        const truncated = head.subarray(0, cut % head.length);
        expect(typeof decodeMessage([truncated, ...rest])).toBe('string');
      }),
    );
  });

  it('never throws on mutated frames', () => {
    fc.assert(
      fc.property(
        anyMessage,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1 }),
        (original, edits) => {
          const [head = new Uint8Array(), ...rest] = encodeMessage(original, original.sequence);
          for (const [at, value] of edits) head[at % head.length] = value;
          decodeMessage([head, ...rest]);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('does not believe an announced count', () => {
    const frame = bytes('aaa1 01 02 0001 00 ffffffff 00000002 4731');
    expect(decodeMessage([frame])).toBe('message-truncated');
  });

  it('names what is wrong', () => {
    expect(decodeMessage([])).toBe('message-missing');
    expect(decodeMessage([bytes('aaa0 06 02 0001')])).toBe('message-signature');
    expect(decodeMessage([bytes('aaa1 0b 02 0001')])).toBe('message-unknown');
    expect(decodeMessage([bytes('aaa1 06 01 0001')])).toBe('message-version');
    expect(decodeMessage([new Uint8Array(2 ** 20 + 1)])).toBe('message-oversized');
  });

  it('ignores octets after the last field', () => {
    expect(decodeMessage([bytes('aaa1 06 02 0002 ff')])).toEqual({ kind: 'ping', sequence: 2 });
  });

  it('keeps the first value of a repeated header', () => {
    const hello = bytes('aaa1 01 02 0001 00 00000000 00 00 00000002 01 4b 00000001 31 01 4b 00000001 32');
    expect(decodeMessage([hello])).toMatchObject({ headers: new Map([['K', '1']]) });
  });

  it('sends one empty frame for no content, and reads none as none', () => {
    expect(hex(encodeMessage({ kind: 'whisper', content: [] }, 1))).toEqual(['aaa102020001', '']);
    expect(decodeMessage([bytes('aaa102020001')])).toEqual({ kind: 'whisper', sequence: 1, content: [] });
  });
});
