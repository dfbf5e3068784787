import fc from 'fast-check';
import type { Message } from '../src/core/index.js';

const short = fc.string({ unit: 'binary', maxLength: 60 });
const long = fc.string({ unit: 'binary', maxLength: 400 });
const id = fc.stringMatching(/^[0-9A-F]{32}$/);
const sequence = fc.nat({ max: 0xffff });
const status = fc.nat({ max: 0xff });
const content = fc.array(fc.uint8Array(), { minLength: 1, maxLength: 4 });
const headers = fc.array(fc.tuple(short, long), { maxLength: 5 }).map((entries) => new Map(entries));

/** Every message that ZRE has, with any fields. */
export const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    kind: fc.constant('hello' as const),
    sequence,
    endpoint: short,
    groups: fc.array(long, { maxLength: 5 }),
    status,
    name: short,
    headers,
  }),
  fc.record({ kind: fc.constant('whisper' as const), sequence, content }),
  fc.record({ kind: fc.constant('shout' as const), sequence, group: short, content }),
  fc.record({ kind: fc.constantFrom('join' as const, 'leave' as const), sequence, group: short, status }),
  fc.record({
    kind: fc.constantFrom('ping' as const, 'ping-ok' as const, 'goodbye' as const),
    sequence,
  }),
  fc.record({ kind: fc.constant('elect' as const), sequence, group: short, candidate: id }),
  fc.record({ kind: fc.constant('leader' as const), sequence, group: short, leader: id }),
);
