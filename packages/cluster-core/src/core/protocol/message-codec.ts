/**
 * Messages <-> tuples `[kind number, ...fields]` (docs/task-protocol.md section 4). Decoding trusts nothing:
 * each field is checked, and anything amiss makes the whole message `undefined`.
 */
import { attemptId, jobId, type NodeId } from '../ids.js';
import {
  ATTEMPTS_PER_SESSION_MAX,
  CHUNK_ITEMS_MAX,
  CODE_PARTS_MAX,
  ENDPOINT_CHARS_MAX,
  ENDPOINTS_MAX,
  LOG_TEXT_CHARS_MAX,
  NESTING_DEPTH_MAX,
  TIMEOUT_MS_MAX,
  TOKEN_BYTES,
  TRACE_STATE_CHARS_MAX,
} from '../limits.js';
import type { ValueRef } from '../value-ref.js';
import type { ConsoleMode, Fault, Hello, OutputStream, RetireManner, WireMessage } from './message.js';
import type { Kind, PutValue, Shape } from './message-shape.js';
import { NESTED_SHAPES } from './nested-shapes.js';
import { QUEUE_SHAPES } from './queue-shapes.js';
import { reservationField } from './reservation-codec.js';
import { Fields, type Tuple } from './tuple-fields.js';

/** The reverse; `undefined` when the field makes no sense. */
export type TakeValue = (field: unknown, owner: NodeId) => ValueRef | undefined;

const FAULTS: readonly [Fault, ...Fault[]] = ['task', 'thread', 'time-limit', 'waiting'];
const CONSOLE_MODES: readonly [ConsoleMode, ...ConsoleMode[]] = ['forward', 'worker', 'ignore'];
const RETIRE_MANNERS: readonly [RetireManner, ...RetireManner[]] = ['drain', 'stop'];
const STREAMS: readonly [OutputStream, ...OutputStream[]] = ['stdout', 'stderr'];

const attemptAt = (fields: Fields, position: number) => attemptId(fields.whole(position));

function helloOf(token: Uint8Array, identity: readonly string[] | undefined): Hello {
  const [publicKey, ...endpoints] = identity ?? [];
  return publicKey === undefined
    ? { kind: 'hello', token }
    : { kind: 'hello', token, identity: { publicKey, endpoints } };
}

/** One entry for each kind, enforced by the mapped type; numbers are never used again for something else. */
const SHAPES: { readonly [K in Kind]: Shape<K> } = {
  hello: {
    number: 1,
    encode: ({ token, identity }) => [
      1,
      token,
      ...(identity ? [[identity.publicKey, ...identity.endpoints]] : []),
    ],
    decode: (f) => helloOf(f.bytes(1, TOKEN_BYTES), f.textsOrNone(2, 1 + ENDPOINTS_MAX, ENDPOINT_CHARS_MAX)),
  },
  heartbeat: { number: 2, encode: () => [2], decode: () => ({ kind: 'heartbeat' }) },
  alive: { number: 3, encode: () => [3], decode: () => ({ kind: 'alive' }) },
  draining: { number: 4, encode: () => [4], decode: () => ({ kind: 'draining' }) },
  retire: {
    number: 5,
    encode: (m) => [5, RETIRE_MANNERS.indexOf(m.manner), m.withinMs ?? 0],
    decode: (f) => ({
      kind: 'retire',
      manner: f.choice(1, RETIRE_MANNERS),
      withinMs: f.positiveOrNone(2, TIMEOUT_MS_MAX),
    }),
  },
  demand: {
    number: 10,
    encode: (m) => [10, m.chunks, m.estimatedMs, m.weight],
    decode: (f) => ({ kind: 'demand', chunks: f.whole(1), estimatedMs: f.number(2), weight: f.number(3) }),
  },
  credit: {
    number: 11,
    encode: (m) => [11, m.limit],
    decode: (f) => ({ kind: 'credit', limit: f.whole(1, ATTEMPTS_PER_SESSION_MAX) }),
  },
  'code-put': {
    number: 20,
    encode: (m, put) => [20, m.code, put(m.value)],
    decode: (f) => ({ kind: 'code-put', code: f.hash(1), value: f.value(2) }),
  },
  'code-need': {
    number: 21,
    encode: (m) => [21, m.code],
    decode: (f) => ({ kind: 'code-need', code: f.hash(1) }),
  },
  assign: {
    number: 30,
    encode: (m, put) => [
      30,
      m.attempt,
      m.job,
      m.code,
      m.call === 'item' ? 0 : 1,
      m.first,
      m.count,
      put(m.items),
      m.tries,
      CONSOLE_MODES.indexOf(m.console),
      m.setup ?? '',
      m.parts ?? [],
      m.timeoutMs ?? 0,
      reservationField(m.reservation),
      m.depth ?? 0,
      m.slots ?? 0,
      ...(m.parentSpan ? [m.parentSpan] : []),
    ],
    decode: (f) => ({
      kind: 'assign',
      attempt: attemptAt(f, 1),
      job: jobId(f.whole(2)),
      code: f.hash(3),
      call: f.whole(4, 1) === 0 ? 'item' : 'arguments',
      first: f.whole(5),
      count: f.whole(6, CHUNK_ITEMS_MAX),
      items: f.value(7),
      tries: f.whole(8),
      console: f.choice(9, CONSOLE_MODES),
      setup: f.hashOrNone(10),
      parts: f.hashes(11, CODE_PARTS_MAX),
      timeoutMs: f.positiveOrNone(12, TIMEOUT_MS_MAX),
      reservation: f.reservation(13),
      depth: f.wholeOr(14, 0, NESTING_DEPTH_MAX),
      slots: f.wholeOr(15, 0, Number.MAX_SAFE_INTEGER),
      parentSpan: f.textsOrNone(16, 2, TRACE_STATE_CHARS_MAX),
    }),
  },
  started: {
    number: 31,
    encode: (m) => [31, m.attempt],
    decode: (f) => ({ kind: 'started', attempt: attemptAt(f, 1) }),
  },
  slice: {
    number: 32,
    encode: (m, put) => [32, m.attempt, m.first, m.count, put(m.values)],
    decode: (f) => ({
      kind: 'slice',
      attempt: attemptAt(f, 1),
      first: f.whole(2),
      count: f.whole(3, CHUNK_ITEMS_MAX),
      values: f.value(4),
    }),
  },
  failed: {
    number: 33,
    encode: (m, put) => [33, m.attempt, m.item, FAULTS.indexOf(m.fault), put(m.failure)],
    decode: (f) => ({
      kind: 'failed',
      attempt: attemptAt(f, 1),
      item: f.whole(2),
      fault: f.choice(3, FAULTS),
      failure: f.value(4),
    }),
  },
  done: {
    number: 34,
    encode: (m) => [34, m.attempt, m.busyMs],
    decode: (f) => ({ kind: 'done', attempt: attemptAt(f, 1), busyMs: f.number(2) }),
  },
  retract: {
    number: 35,
    encode: (m) => [35, m.attempt],
    decode: (f) => ({ kind: 'retract', attempt: attemptAt(f, 1) }),
  },
  cut: {
    number: 36,
    encode: (m) => [36, m.attempt, m.end],
    decode: (f) => ({ kind: 'cut', attempt: attemptAt(f, 1), end: f.whole(2) }),
  },
  cancel: {
    number: 37,
    encode: (m) => [37, m.attempt],
    decode: (f) => ({ kind: 'cancel', attempt: attemptAt(f, 1) }),
  },
  'job-ended': {
    number: 38,
    encode: (m) => [38, m.job],
    decode: (f) => ({ kind: 'job-ended', job: jobId(f.whole(1)) }),
  },
  'value-put': {
    number: 40,
    encode: (m) => [40, m.transfer, m.sizes],
    decode: (f) => ({ kind: 'value-put', transfer: f.whole(1), sizes: f.sizes(2) }),
  },
  'value-fragment': {
    number: 41,
    encode: (m, put) => [41, m.transfer, m.offset, m.more ? 1 : 0, put(m.part)],
    decode: (f) => ({
      kind: 'value-fragment',
      transfer: f.whole(1),
      offset: f.whole(2),
      more: f.whole(3, 1) === 1,
      part: f.value(4),
    }),
  },
  'value-ack': {
    number: 42,
    encode: (m) => [42, m.bytes],
    decode: (f) => ({ kind: 'value-ack', bytes: f.whole(1) }),
  },
  'value-drop': {
    number: 43,
    encode: (m) => [43, m.transfer],
    decode: (f) => ({ kind: 'value-drop', transfer: f.whole(1) }),
  },
  'value-go': {
    number: 44,
    encode: (m) => [44, m.transfer],
    decode: (f) => ({ kind: 'value-go', transfer: f.whole(1) }),
  },
  ...NESTED_SHAPES,
  ...QUEUE_SHAPES,
  log: {
    number: 60,
    encode: (m) => [60, m.attempt, m.item, STREAMS.indexOf(m.stream), m.text, m.dropped],
    decode: (f) => ({
      kind: 'log',
      attempt: attemptAt(f, 1),
      item: f.whole(2),
      stream: f.choice(3, STREAMS),
      text: f.text(4, LOG_TEXT_CHARS_MAX),
      dropped: f.whole(5),
    }),
  },
  progress: {
    number: 61,
    encode: (m) => [61, m.attempt, m.item, m.fraction],
    decode: (f) => ({
      kind: 'progress',
      attempt: attemptAt(f, 1),
      item: f.whole(2),
      fraction: f.number(3, 1),
    }),
  },
};

const BY_NUMBER: ReadonlyMap<unknown, Shape<Kind>> = new Map(
  Object.values(SHAPES).map((shape) => [shape.number, shape as unknown as Shape<Kind>]),
);

export function encodeMessage(message: WireMessage, put: PutValue): Tuple {
  return (SHAPES[message.kind] as unknown as Shape<Kind>).encode(message, put);
}

/** `unknown-kind` for a number of a later version (ignored and counted), `bad-fields` for anything else. */
export function decodeMessage(
  tuple: unknown,
  owner: NodeId,
  take: TakeValue,
): WireMessage | 'unknown-kind' | 'bad-fields' {
  if (!Array.isArray(tuple)) return 'bad-fields';
  const shape = BY_NUMBER.get(tuple[0]);
  if (shape === undefined) return 'unknown-kind';
  const fields = new Fields(tuple, (field) => take(field, owner));
  const message = shape.decode(fields);
  return message === undefined || fields.bad ? 'bad-fields' : message;
}
