import { describe, expect, test } from 'vitest';
import {
  assign,
  big,
  CODE,
  cancel,
  HEARTBEAT,
  KIB,
  kinds,
  payload,
  retract,
  send,
  value,
} from '../../../test/support/transfers.js';
import { attemptId, jobId } from '../ids.js';
import { FRAGMENT_BYTES, FRAGMENT_BYTES_MAX, UNASKED_BYTES_MAX } from '../limits.js';
import type { Message } from '../protocol/message.js';
import type { ValueRef } from '../value-ref.js';
import { TransferSender } from './transfer-sender.js';
import { PLAIN_MEMORY } from './value-memory.js';

describe('what leaves', () => {
  test('small values stay in their messages, and so do bigger ones while the window is open', () => {
    const sender = new TransferSender();
    expect(kinds(sender.handle(send(assign(1, big(1)), HEARTBEAT, assign(2, big(200))), 0))).toEqual([
      ['assign', 'heartbeat', 'assign'],
    ]);
    expect(sender.window.inFlight).toBe(201 * KIB + 16);
  });

  test('a big value leaves in fragments as they are acknowledged, its message right behind the last', () => {
    const sender = new TransferSender();
    expect(kinds(sender.handle(send(assign(1, big(600)), HEARTBEAT), 0))).toEqual([
      ['heartbeat', 'value-put', 'value-fragment'],
    ]);
    expect(kinds(sender.handle(send(HEARTBEAT), 1))).toEqual([['heartbeat']]);
    expect(kinds(sender.handle({ kind: 'ack', bytes: FRAGMENT_BYTES }, 210))).toEqual([['value-fragment']]);
    expect(kinds(sender.handle({ kind: 'ack', bytes: 2 * FRAGMENT_BYTES }, 420))).toEqual([
      ['value-fragment', 'assign'],
    ]);
    expect(sender.waiting).toBe(0);
  });

  test('at 10 Mbit/s a fragment at a time, at 1 GB/s many', () => {
    const slow = new TransferSender();
    slow.handle(send(assign(1, big(10_000))), 0);
    for (let fragment = 1; fragment < 20; fragment += 1) {
      expect(slow.handle({ kind: 'ack', bytes: fragment * FRAGMENT_BYTES }, fragment * 210)).toHaveLength(1);
    }
    expect(slow.window.limit).toBe(FRAGMENT_BYTES);
    const fast = new TransferSender();
    fast.handle(send(assign(1, big(10_000))), 0);
    let fragments = 0;
    for (
      let sent = fast.handle({ kind: 'ack', bytes: fast.window.inFlight }, 0.25);
      sent.at(-1)?.kind === 'more';
      sent = fast.handle({ kind: 'go-on' }, 0.25)
    )
      fragments += 1;
    expect(fast.window.inFlight).toBeGreaterThan(9_000 * KIB);
    expect(fragments).toBeLessThan(12);
  });

  test('a sender that was held up does not take what it hears of at once for a faster link', () => {
    const sender = new TransferSender();
    const [bytes, arrivalMs, heldMs] = [100 * KIB + 8, 84, 300];
    for (let value = 1; value <= 3; value += 1) sender.handle(send(assign(value, big(100))), 0);
    let arrived = 0;
    const hear = (now: number): void => {
      arrived += 1;
      sender.handle({ kind: 'ack', bytes: arrived * bytes }, now);
      sender.handle(send(assign(arrived + 3, big(100))), now);
    };
    // At 10 Mbit/s each takes 84 ms. Three arrive while nobody listens, and the next three are heard of as they do.
    for (let now = heldMs; now < 10_000; now += 3 * arrivalMs + heldMs) {
      for (let value = 0; value < 3; value += 1) hear(now);
      for (let value = 1; value <= 3; value += 1) hear(now + value * arrivalMs);
    }
    expect(sender.waiting).toBe(0);
    expect(sender.window.limit).toBe(FRAGMENT_BYTES);
  });

  test('many small values at once leave in whispers as long as a fragment', () => {
    const sender = new TransferSender();
    sender.handle(send(assign(1, big(1000))), 0);
    for (let fragment = 1; sender.waiting > 0; fragment += 1)
      sender.handle({ kind: 'ack', bytes: Math.min(fragment * FRAGMENT_BYTES, 1000 * KIB) }, fragment * 0.25);
    sender.handle({ kind: 'ack', bytes: 1000 * KIB }, 5);
    const results = Array.from({ length: 12 }, (_, index) => assign(index + 2, big(200)));
    const whispers = kinds(sender.handle(send(...results, HEARTBEAT), 6));
    expect(whispers.flat()).toEqual([...results.map(() => 'assign'), 'heartbeat']);
    expect(whispers.length).toBeGreaterThan(1);
    for (const whisper of whispers)
      expect(whisper.filter((kind) => kind === 'assign').length * 200 * KIB).toBeLessThanOrEqual(
        FRAGMENT_BYTES_MAX,
      );
  });

  test('fragments leave one by one, so that each is on its way while the next is copied', () => {
    const sender = new TransferSender();
    sender.handle(send(assign(1, big(300))), 0);
    sender.handle({ kind: 'ack', bytes: 300 * KIB }, 0.1);
    sender.handle({ kind: 'ack', bytes: sender.window.inFlight }, 0.1);
    expect(kinds(sender.handle(send(assign(2, big(2500))), 1))).toEqual([
      ['value-put', 'value-fragment'],
      ['more'],
    ]);
    expect(kinds(sender.handle(send(HEARTBEAT), 1))).toEqual([['heartbeat', 'value-fragment'], ['more']]);
    expect(kinds(sender.handle({ kind: 'go-on' }, 1))).toEqual([['value-fragment', 'assign']]);
    expect(sender.handle({ kind: 'go-on' }, 1)).toEqual([]);
  });

  test('what was taken away before it could leave is reported, and never sent as if it were empty', () => {
    for (const kib of [100, 10_000]) {
      const sender = new TransferSender();
      const items = big(kib);
      for (const { buffer } of items.inline?.frames ?? [])
        structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
      expect(kinds(sender.handle(send(assign(1, items), HEARTBEAT), 0))).toEqual([
        ['spoilt assign'],
        ['heartbeat'],
      ]);
      expect(sender.waiting).toBe(0);
    }
  });

  test('memory of our own leaves in place, and is spent once all of it has been acknowledged', () => {
    const spent: Uint8Array[] = [];
    const memory = { ...PLAIN_MEMORY, spent: (part: Uint8Array) => void spent.push(part) };
    for (const own of [true, false]) {
      const sender = new TransferSender(memory);
      const items: ValueRef = { ...big(600), ...(own ? { movable: true } : {}) };
      const parts = [items.inline?.head, items.inline?.frames[0]];
      const sent = [...sender.handle(send(assign(1, items)), 0)];
      for (let bytes = FRAGMENT_BYTES; sender.waiting > 0; bytes += FRAGMENT_BYTES)
        sent.push(...sender.handle({ kind: 'ack', bytes }, bytes));
      const buffers = sent
        .flatMap((output) => (output.kind === 'transmit' ? output.messages : []))
        .flatMap((message) => (message.kind === 'value-fragment' ? (message.part.inline?.frames ?? []) : []))
        .map(({ buffer }) => buffer === parts[1]?.buffer);
      expect(buffers).toContain(own);
      expect(spent).toHaveLength(0);
      sender.handle({ kind: 'ack', bytes: items.bytes }, 1e6);
      expect(spent.splice(0).map((part) => parts.indexOf(part))).toEqual(own ? [0, 1] : []);
    }
  });

  test('on a fast link memory of our own leaves in one piece, and is spent once that has been acknowledged', () => {
    const spent: Uint8Array[] = [];
    const sender = new TransferSender({ ...PLAIN_MEMORY, spent: (part) => void spent.push(part) });
    const whole = big(3000);
    const items: ValueRef = { ...whole, movable: true };
    let acknowledged = 0;
    const arrive = (now: number): void => {
      acknowledged += sender.window.inFlight;
      sender.handle({ kind: 'ack', bytes: acknowledged }, now);
    };
    const rated = (bytesPerMs: number, now: number): void => {
      arrive(now);
      sender.handle(send(assign(1, { ...big(200), movable: true })), now);
      arrive(now + (200 * KIB) / bytesPerMs);
      spent.length = 0;
    };
    rated(50_000, 0);
    expect(kinds(sender.handle(send(assign(2, items)), 10))).toContainEqual(['value-put', 'value-fragment']);
    sender.handle({ kind: 'abandon', attempt: attemptId(2) }, 10);
    rated(2_000_000, 20);
    expect(kinds(sender.handle(send(HEARTBEAT, assign(3, items)), 30))).toEqual([['heartbeat', 'assign']]);
    expect(spent).toHaveLength(0);
    arrive(31);
    expect(spent.map((part) => part === whole.inline?.frames[0])).toEqual([true]);
    expect(kinds(sender.handle(send(assign(4, whole)), 40))).toContainEqual(['value-put', 'value-fragment']);
  });

  test('what is about the attempt waits behind its value; what is about another overtakes', () => {
    const sender = new TransferSender();
    sender.handle(send(assign(1, big(600)), retract(1)), 0);
    expect(kinds(sender.handle(send(assign(2, value(payload(2, [9]))), retract(2)), 1))).toEqual([
      ['assign', 'retract'],
    ]);
    sender.handle({ kind: 'ack', bytes: FRAGMENT_BYTES }, 500);
    expect(kinds(sender.handle({ kind: 'ack', bytes: 2 * FRAGMENT_BYTES }, 1000))).toEqual([
      ['value-fragment', 'assign', 'retract'],
    ]);
  });

  test('an assign waits for the code that it needs, the end of a job for its assigns', () => {
    const sender = new TransferSender();
    const ended: Message = { kind: 'job-ended', job: jobId(1) };
    const put: Message = { kind: 'code-put', code: CODE, value: big(500) };
    sender.handle(send(put, assign(1, value(payload(1, [9]))), ended), 0);
    expect(kinds(sender.handle({ kind: 'ack', bytes: FRAGMENT_BYTES }, 300))).toEqual([
      ['value-fragment', 'code-put', 'assign', 'job-ended'],
    ]);
  });

  test('a cancel leaves at once, and the rest of the value never does', () => {
    const sender = new TransferSender();
    sender.handle(send(assign(1, big(600)), retract(1), assign(2, big(600))), 0);
    expect(kinds(sender.handle(send(cancel(1)), 1))).toEqual([['value-drop', 'cancel']]);
    expect(kinds(sender.handle(send(cancel(2)), 2))).toEqual([['value-drop', 'cancel']]);
    expect(sender.waiting).toBe(0);
    expect(sender.handle({ kind: 'ack', bytes: FRAGMENT_BYTES }, 300)).toEqual([]);
  });

  test('a value of more than 16 MiB waits until the peer has room', () => {
    const sender = new TransferSender();
    const heavy = value(payload(1, [8, UNASKED_BYTES_MAX]));
    expect(kinds(sender.handle(send(assign(1, heavy), assign(2, big(500))), 0))).toEqual([
      ['value-put', 'value-put', 'value-fragment'],
    ]);
    expect(kinds(sender.handle({ kind: 'ack', bytes: FRAGMENT_BYTES }, 300))).toEqual([
      ['value-fragment', 'assign'],
    ]);
    expect(kinds(sender.handle({ kind: 'ack', bytes: 500 * KIB + 8 }, 600))).toEqual([]);
    expect(kinds(sender.handle({ kind: 'go', transfer: 1 }, 700))).toEqual([['value-fragment']]);
  });

  test('memory that is taken away under way is told of, and nothing else suffers', () => {
    const sender = new TransferSender();
    const items = big(600);
    sender.handle(send(assign(1, items), retract(1)), 0);
    structuredClone(items.inline?.frames[0], { transfer: [items.inline?.frames[0]?.buffer as ArrayBuffer] });
    expect(kinds(sender.handle({ kind: 'ack', bytes: FRAGMENT_BYTES }, 300))).toEqual([
      ['spoilt assign'],
      ['value-drop', 'retract'],
    ]);
    expect(kinds(sender.handle(send(HEARTBEAT), 300))).toEqual([['heartbeat']]);
  });

  test('an acknowledgement of what was never sent changes nothing', () => {
    const sender = new TransferSender();
    sender.handle(send(assign(1, big(600))), 0);
    const { inFlight } = sender.window;
    for (const bytes of [inFlight + 1, Number.MAX_SAFE_INTEGER]) {
      expect(sender.handle({ kind: 'ack', bytes }, 1)).toEqual([]);
    }
    expect(sender.window.inFlight).toBe(inFlight);
  });
});
