import fc from 'fast-check';
import { attemptId, jobId, nestId } from '../../src/core/ids.js';
import { TOKEN_BYTES, VALUE_BYTES_MAX } from '../../src/core/limits.js';
import {
  isToWorker,
  type Message,
  type ToClient,
  type ToWorker,
  type WireMessage,
} from '../../src/core/protocol/message.js';
import type { ValueRef } from '../../src/core/value-ref.js';

export const anyBytes = (minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength, maxLength });

const value: fc.Arbitrary<ValueRef> = fc
  .record({
    head: fc.oneof(anyBytes(0, 40), anyBytes(4090, 4200)),
    frames: fc.array(anyBytes(0, 300), { maxLength: 3 }),
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

/** Any message that can be said. */
export const anyMessage: fc.Arbitrary<WireMessage> = fc.oneof(
  fc.record({ kind: fc.constant('hello' as const), token: anyBytes(TOKEN_BYTES, TOKEN_BYTES) }),
  fc.record({
    kind: fc.constant('hello' as const),
    token: anyBytes(TOKEN_BYTES, TOKEN_BYTES),
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

/** About the few attempts, jobs and items that a test has: such a message is not simply unknown. */
const anyNearMessage: fc.Arbitrary<WireMessage> = fc
  .tuple(anyMessage, fc.nat(40))
  .map(([message, number]) => {
    const near = { ...message } as Record<string, unknown>;
    for (const name of ['attempt', 'nest', 'job', 'item', 'first', 'end', 'queue'])
      if (typeof near[name] === 'number') near[name] = (near[name] + number) % 12;
    if (typeof near['count'] === 'number') near['count'] = near['count'] % 15;
    if (typeof near['code'] === 'string') near['code'] = String(number % 10).repeat(32);
    return near as unknown as WireMessage;
  });

const NEITHER = /^(hello|value-|queue-)/;

/** Whatever a client can say to a worker. */
export const anyToWorker: fc.Arbitrary<ToWorker> = anyNearMessage.filter((message): message is ToWorker =>
  isToWorker(message as Message),
);

/** Whatever a worker can say to a client. */
export const anyToClient: fc.Arbitrary<ToClient> = anyNearMessage.filter(
  (message): message is ToClient => !NEITHER.test(message.kind) && !isToWorker(message as Message),
);
