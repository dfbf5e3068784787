import { attemptId, type NestId, nestId } from '../ids.js';
import { CHUNK_ITEMS_MAX, TRACE_STATE_CHARS_MAX } from '../limits.js';
import type { Shape } from './message-shape.js';
import type { NestedCall, NestedToClient, NestedToWorker } from './nested-message.js';
import type { Fields } from './tuple-fields.js';

const CALLS: readonly [NestedCall, ...NestedCall[]] = ['item', 'arguments', 'queue'];

const nestAt = (fields: Fields): NestId => nestId(fields.whole(1));

/** The messages about jobs that tasks start. */
export const NESTED_SHAPES: { readonly [K in (NestedToClient | NestedToWorker)['kind']]: Shape<K> } = {
  suspended: {
    number: 50,
    encode: (m) => [50, m.attempt],
    decode: (f) => ({ kind: 'suspended', attempt: attemptId(f.whole(1)) }),
  },
  resumed: {
    number: 51,
    encode: (m) => [51, m.attempt],
    decode: (f) => ({ kind: 'resumed', attempt: attemptId(f.whole(1)) }),
  },
  'nested-open': {
    number: 52,
    encode: (m, put) => [
      52,
      m.nest,
      m.attempt,
      m.item,
      m.code,
      CALLS.indexOf(m.call),
      put(m.items),
      put(m.options),
      m.source === undefined ? '' : put(m.source),
      ...(m.parentSpan ? [m.parentSpan] : []),
    ],
    decode: (f) => ({
      kind: 'nested-open',
      nest: nestAt(f),
      attempt: attemptId(f.whole(2)),
      item: f.whole(3),
      code: f.hash(4),
      call: f.choice(5, CALLS),
      items: f.value(6),
      options: f.value(7),
      source: f.valueOrNone(8),
      parentSpan: f.textsOrNone(9, 2, TRACE_STATE_CHARS_MAX),
    }),
  },
  'nested-code': {
    number: 53,
    encode: (m, put) => [53, m.nest, put(m.value)],
    decode: (f) => ({ kind: 'nested-code', nest: nestAt(f), value: f.value(2) }),
  },
  'nested-window': {
    number: 54,
    encode: (m) => [54, m.nest, m.end],
    decode: (f) => ({ kind: 'nested-window', nest: nestAt(f), end: f.whole(2) }),
  },
  'nested-cancel': {
    number: 55,
    encode: (m) => [55, m.nest],
    decode: (f) => ({ kind: 'nested-cancel', nest: nestAt(f) }),
  },
  'nested-need': {
    number: 56,
    encode: (m) => [56, m.nest],
    decode: (f) => ({ kind: 'nested-need', nest: nestAt(f) }),
  },
  'nested-slice': {
    number: 57,
    encode: (m, put) => [57, m.nest, m.count, put(m.values)],
    decode: (f) => ({
      kind: 'nested-slice',
      nest: nestAt(f),
      count: f.whole(2, CHUNK_ITEMS_MAX),
      values: f.value(3),
    }),
  },
  'nested-ended': {
    number: 58,
    encode: (m, put) => [58, m.nest, m.outcome === 'completed' ? 0 : 1, put(m.failure)],
    decode: (f) => ({
      kind: 'nested-ended',
      nest: nestAt(f),
      outcome: f.whole(2, 1) === 0 ? 'completed' : 'failed',
      failure: f.value(3),
    }),
  },
};
