import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeList, encodeList } from '../../value/list-codec.js';
import { payloadBytes } from '../../value/payload.js';
import { attemptId, jobId, nestId } from '../ids.js';
import { TOKEN_BYTES, VALUE_BYTES_MAX } from '../limits.js';
import type { ValueRef } from '../value-ref.js';
import { decodeEnvelope, encodeEnvelopes } from './envelope.js';
import type { WireMessage } from './message.js';

const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });

const value: fc.Arbitrary<ValueRef> = fc
  .record({
    head: fc.oneof(bytes(0, 40), bytes(4090, 4200)),
    frames: fc.array(bytes(0, 300), { maxLength: 3 }),
  })
  .map((inline) => ({
    owner: 'A',
    id: 0,
    bytes: inline.head.length + inline.frames.reduce((sum, frame) => sum + frame.length, 0),
    inline,
  }));
const count = fc.nat(65_536);
const attempt = fc.nat().map(attemptId);
const nest = fc.nat().map(nestId);
const hash = fc.stringMatching(/^[0-9a-f]{32}$/);
const reservation = fc.record(
  {
    slots: fc.integer({ min: 1, max: 65_536 }),
    memoryBytes: fc.nat(),
    resources: fc.dictionary(fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/), fc.integer({ min: 1 }), {
      maxKeys: 32,
    }),
  },
  { noNullPrototype: true },
);

const message: fc.Arbitrary<WireMessage> = fc.oneof(
  fc.record({ kind: fc.constant('hello' as const), token: bytes(TOKEN_BYTES, TOKEN_BYTES) }),
  fc.record({
    kind: fc.constant('hello' as const),
    token: bytes(TOKEN_BYTES, TOKEN_BYTES),
    identity: fc.record({ publicKey: fc.string(), endpoints: fc.array(fc.string(), { maxLength: 64 }) }),
  }),
  fc.constantFrom<WireMessage>({ kind: 'heartbeat' }, { kind: 'alive' }, { kind: 'draining' }),
  fc.record({
    kind: fc.constant('retire' as const),
    manner: fc.constantFrom('drain' as const, 'stop' as const),
    withinMs: fc.option(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('demand' as const),
    chunks: count,
    estimatedMs: fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }),
    weight: count,
  }),
  fc.record({ kind: fc.constant('credit' as const), limit: count }),
  fc.record({ kind: fc.constant('code-put' as const), code: hash, value }),
  fc.record({ kind: fc.constant('code-need' as const), code: hash }),
  fc.record({
    kind: fc.constant('assign' as const),
    attempt,
    job: fc.nat().map(jobId),
    code: hash,
    call: fc.constantFrom('item' as const, 'arguments' as const),
    first: fc.nat(),
    count,
    items: value,
    tries: fc.nat(),
    console: fc.constantFrom('forward' as const, 'worker' as const, 'ignore' as const),
    setup: fc.option(hash, { nil: undefined }),
    parts: fc.option(fc.array(hash, { minLength: 1, maxLength: 4 }), { nil: undefined }),
    timeoutMs: fc.option(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { nil: undefined }),
    reservation: fc.option(reservation, { nil: undefined }),
    depth: fc.nat(1000),
    slots: fc.nat(),
    parentSpan: fc.constantFrom(undefined, ['00-a-b-01'], ['00-a-b-01', 'v=1']),
  }),
  fc.record({ kind: fc.constantFrom('suspended' as const, 'resumed' as const), attempt }),
  fc.record({
    kind: fc.constant('nested-open' as const),
    nest,
    attempt,
    item: fc.nat(),
    code: hash,
    call: fc.constantFrom('item' as const, 'arguments' as const, 'queue' as const),
    items: value,
    options: value,
    source: fc.option(value, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('nested-code' as const), nest, value }),
  fc.record({ kind: fc.constant('nested-window' as const), nest, end: fc.nat() }),
  fc.record({ kind: fc.constantFrom('nested-cancel' as const, 'nested-need' as const), nest }),
  fc.record({ kind: fc.constant('nested-slice' as const), nest, count, values: value }),
  fc.record({
    kind: fc.constant('nested-ended' as const),
    nest,
    outcome: fc.constantFrom('completed' as const, 'failed' as const),
    failure: value,
  }),
  fc.record({
    kind: fc.constant('value-put' as const),
    transfer: fc.nat(),
    sizes: fc.array(fc.nat(VALUE_BYTES_MAX)),
  }),
  fc.record({
    kind: fc.constant('value-fragment' as const),
    transfer: fc.nat(),
    offset: fc.nat(),
    more: fc.boolean(),
    part: value,
  }),
  fc.record({ kind: fc.constant('value-ack' as const), bytes: fc.nat() }),
  fc.record({ kind: fc.constantFrom('value-go' as const, 'value-drop' as const), transfer: fc.nat() }),
  fc.record({ kind: fc.constant('job-ended' as const), job: fc.nat().map(jobId) }),
  fc.record({ kind: fc.constantFrom('started' as const, 'retract' as const, 'cancel' as const), attempt }),
  fc.record({ kind: fc.constant('slice' as const), attempt, first: fc.nat(), count, values: value }),
  fc.record({
    kind: fc.constant('failed' as const),
    attempt,
    item: fc.nat(),
    fault: fc.constantFrom('task' as const, 'thread' as const, 'time-limit' as const, 'waiting' as const),
    failure: value,
  }),
  fc.record({
    kind: fc.constant('done' as const),
    attempt,
    busyMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('cut' as const), attempt, end: fc.nat() }),
  fc.record({
    kind: fc.constant('log' as const),
    attempt,
    item: fc.nat(),
    stream: fc.constantFrom('stdout' as const, 'stderr' as const),
    text: fc.string({ unit: 'grapheme', maxLength: 100 }),
    dropped: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('progress' as const),
    attempt,
    item: fc.nat(),
    fraction: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant('queue-claim' as const),
    queue: fc.nat(),
    name: fc.string({ unit: 'grapheme-ascii', maxLength: 128 }),
    openedMs: fc.nat(),
  }),
  fc.record({ kind: fc.constant('queue-moved' as const), queue: fc.nat() }),
  fc.record({
    kind: fc.constant('queue-push' as const),
    queue: fc.nat(),
    request: fc.nat(),
    waits: fc.boolean(),
    value,
  }),
  fc.record({
    kind: fc.constant('queue-ask' as const),
    queue: fc.nat(),
    request: fc.nat(),
    question: fc.constantFrom('pop' as const, 'try-pop' as const, 'peek' as const, 'close' as const),
  }),
  fc.record({ kind: fc.constant('queue-withdraw' as const), queue: fc.nat(), request: fc.nat() }),
  fc.record({
    kind: fc.constant('queue-taken' as const),
    queue: fc.nat(),
    request: fc.nat(),
    kept: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('queue-answer' as const),
    queue: fc.nat(),
    request: fc.nat(),
    outcome: fc.constantFrom('done' as const, 'none' as const, 'closed' as const, 'refused' as const),
    size: fc.nat(),
  }),
  fc.record({ kind: fc.constant('queue-item' as const), queue: fc.nat(), request: fc.nat(), value }),
);

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
      fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
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
        fc.array(message, { minLength: 1, maxLength: 5 }),
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
      fc.property(fc.array(bytes(0, 200), { maxLength: 3 }), (frames) => {
        decodeEnvelope(frames, 'A');
      }),
      { numRuns: 3000 },
    );
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
