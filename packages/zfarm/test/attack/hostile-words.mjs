// What a member of a cluster could say and never should.
import { randomBytes, randomInt } from 'node:crypto';
import { encodeEnvelopes } from '@zfarm/cluster-core/core';

/** What is not made by any encoder of ours: to stand where the list of messages should be. */
const BOMBS = [
  Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]),
  Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff]),
  Buffer.from([0xdb, 0xff, 0xff, 0xff, 0xff]),
  Buffer.alloc(1_000_000, 0x91),
  Buffer.concat([
    Buffer.from([0x91, 0x82, 0xa9]),
    Buffer.from('__proto__'),
    Buffer.from([0x81, 0xa5]),
    Buffer.from('token'),
    Buffer.from([1, 0xab]),
    Buffer.from('constructor'),
    Buffer.from([1]),
  ]),
  Buffer.concat([Buffer.from([0xc9, 0, 64, 0, 0, 0x42]), Buffer.alloc(1 << 22, 0x7f)]),
  Buffer.concat([Buffer.from([0xdd, 0x01, 0xc9, 0xc3, 0x80]), Buffer.alloc(30_000_000, 0x80)]),
  Buffer.concat([Buffer.from([0x91, 0xd4, 0x72, 0x40, 0x92, 0xa1, 0x61, 0xa1, 0x62, 1, 2])]),
  Buffer.from([0x92, 0x91, 30]),
  randomBytes(5000),
];

const value = (bytes) => ({ owner: 'A', id: 0, bytes: bytes.length, inline: { head: bytes, frames: [] } });
export const anyHash = () => randomBytes(16).toString('hex');
export const PATHS = ['../../../../tmp/zfarm-escaped', '/tmp/zfarm-escaped', 'a\u0000b', '..\\..\\escaped'];
/** Heads of values: nothing, nonsense, and announcements of what is not there. */
const HEADS = [
  Buffer.alloc(0),
  randomBytes(40),
  Buffer.from([1, 0xdd, 0xff, 0xff, 0xff, 0xff]),
  Buffer.from([1, ...new Array(3000).fill(0x91), 0xc0]),
];
export const anyValue = () => value(HEADS[randomInt(HEADS.length)]);

/** Messages of a client that mean ill: at the attempts and jobs of others, at code that is none, beyond all bounds. */
export function* asClient() {
  const assign = { kind: 'assign', call: 'item', tries: 0, console: 'forward', depth: 0, slots: 1 };
  for (let n = 1; n <= 400; n += 1) {
    yield { kind: 'cancel', attempt: n };
    yield { kind: 'retract', attempt: n };
    yield { kind: 'job-ended', job: n };
    yield { kind: 'nested-slice', nest: n, count: 65_536, values: anyValue() };
    yield { kind: 'nested-ended', nest: n, outcome: n % 2 ? 'completed' : 'failed', failure: anyValue() };
    yield { kind: 'nested-need', nest: n };
    yield { kind: 'queue-claim', queue: n, name: PATHS[n % PATHS.length], openedMs: 0 };
    yield { kind: 'queue-push', queue: n, request: n, waits: true, value: anyValue() };
    yield { kind: 'queue-ask', queue: n, request: n, question: n % 2 ? 'pop' : 'close' };
    yield { kind: 'queue-taken', queue: n, request: n, kept: false };
    yield { kind: 'queue-item', queue: n, request: n, value: anyValue() };
    yield { kind: 'queue-answer', queue: n, request: n, outcome: 'closed', size: Number.MAX_SAFE_INTEGER };
    yield { kind: 'value-put', transfer: n, sizes: [2 ** 30] };
    yield {
      kind: 'value-fragment',
      transfer: n,
      offset: Number.MAX_SAFE_INTEGER,
      more: true,
      part: anyValue(),
    };
    yield { kind: 'value-ack', bytes: Number.MAX_SAFE_INTEGER };
    yield { kind: 'value-go', transfer: n };
    yield { kind: 'demand', chunks: Number.MAX_SAFE_INTEGER, estimatedMs: 1e300, weight: n };
  }
  for (let n = 1000; n < 1040; n += 1) {
    const code = anyHash();
    // What is revived as a function has names and texts of all kinds; its hash is not its own.
    yield { kind: 'code-put', code, value: anyValue() };
    yield {
      ...assign,
      attempt: n,
      job: n,
      code,
      first: 0,
      count: n % 3 ? 1 : 65_536,
      items: anyValue(),
      setup: code,
      parts: [code, anyHash()],
    };
    yield {
      ...assign,
      attempt: n,
      job: n,
      code,
      first: Number.MAX_SAFE_INTEGER - 1,
      count: 65_536,
      items: anyValue(),
    };
    yield {
      ...assign,
      attempt: n + 100,
      job: n,
      code,
      first: 0,
      count: 1,
      items: anyValue(),
      timeoutMs: 1,
      reservation: { slots: 65_536, memoryBytes: Number.MAX_SAFE_INTEGER, resources: { __proto__x: 1 } },
    };
  }
}

/** Messages of a worker that mean ill: results and failures of attempts that others have, jobs that no task has started. */
export function* asWorker() {
  for (let n = 1; n <= 400; n += 1) {
    yield { kind: 'credit', limit: 65_536 };
    yield { kind: 'started', attempt: n };
    yield { kind: 'slice', attempt: n, first: 0, count: 65_536, values: anyValue() };
    yield {
      kind: 'failed',
      attempt: n,
      item: n,
      fault: ['task', 'thread', 'time-limit', 'waiting'][n % 4],
      failure: anyValue(),
    };
    yield { kind: 'done', attempt: n, busyMs: 1e300 };
    yield { kind: 'cut', attempt: n, end: 0 };
    yield { kind: 'suspended', attempt: n };
    yield { kind: 'resumed', attempt: n };
    yield {
      kind: 'log',
      attempt: n,
      item: 0,
      stream: 'stdout',
      text: '\u001b]0;owned\u0007'.repeat(100),
      dropped: 0,
    };
    yield { kind: 'progress', attempt: n, item: 0, fraction: 1 };
    yield { kind: 'code-need', code: anyHash() };
    yield {
      kind: 'nested-open',
      nest: n,
      attempt: n,
      item: 0,
      code: anyHash(),
      call: ['item', 'arguments', 'queue'][n % 3],
      items: anyValue(),
      options: anyValue(),
      source: anyValue(),
    };
    yield { kind: 'nested-code', nest: n, value: anyValue() };
    yield { kind: 'nested-window', nest: n, end: Number.MAX_SAFE_INTEGER };
    yield { kind: 'nested-cancel', nest: n };
    yield { kind: 'value-put', transfer: n, sizes: [2 ** 30] };
    yield { kind: 'value-fragment', transfer: n, offset: 7, more: false, part: anyValue() };
    yield { kind: 'value-ack', bytes: Number.MAX_SAFE_INTEGER };
  }
}

/** Each is given the token that it has to return. */
export function* attackFrames(messages) {
  let batch = [];
  for (const message of messages) {
    batch.push(message);
    if (batch.length < 100) continue;
    const said = batch;
    batch = [];
    yield (token) => encodeEnvelopes(1, token, said)[0];
  }
  if (batch.length > 0) yield (token) => encodeEnvelopes(1, token, batch)[0];
  for (const bomb of BOMBS) yield (token) => [Buffer.concat([Buffer.from([0x93, 1, 0xc4, 16]), token, bomb])];
  yield () => [];
  yield () => Array.from({ length: 5000 }, () => Buffer.alloc(1));
}
