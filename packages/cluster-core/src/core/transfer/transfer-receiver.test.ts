import { describe, expect, test } from 'vitest';
import { fragment, kinds, named, put, receiving } from '../../../test/support/transfers.js';
import { FRAGMENT_BYTES, REASSEMBLY_BYTES_MAX, UNASKED_BYTES_MAX, VALUE_BYTES_MAX } from '../limits.js';
import type { TransferMessage } from '../protocol/message.js';
import { valueIn } from '../protocol/message-value.js';
import { ReassemblyRoom } from './reassembly-room.js';

describe('what comes', () => {
  test('fragments of a transfer that is not open are counted and dropped', () => {
    const { take, counts } = receiving();
    expect(take(fragment(9, 0, 10), named(9))).toEqual([]);
    expect(counts).toEqual({ faults: { 'stray-fragment': 1 }, lostValues: 1 });
  });

  test('a fragment out of order, or beyond the end, ends its transfer alone', () => {
    const { take, counts } = receiving();
    take(put(1, 4, 10), put(2, 14), put(3, 14), fragment(1, 1, 5), fragment(2, 0, 15), fragment(3, 0, 14));
    expect(take(named(1), named(2))).toEqual([]);
    expect(take(named(3))).toHaveLength(1);
    expect(counts).toEqual({ faults: { 'bad-fragment': 2 }, lostValues: 2 });
  });

  test('announcements allocate nothing, and those beyond the limits are refused', () => {
    const { take, counts, room } = receiving();
    take(put(1, VALUE_BYTES_MAX, 1), put(2), put(3, 0), put(4, 10), put(4, 10));
    expect(counts.faults).toEqual({ 'bad-put': 4 });
    for (let transfer = 5; transfer < 100; transfer += 1) take(put(transfer, UNASKED_BYTES_MAX));
    expect(counts.faults['bad-put']).toBeGreaterThan(80);
    expect(room.bytes).toBe(0);
  });

  test('a big value needs room, of which a node has so much for all', () => {
    const room = new ReassemblyRoom();
    const ends = Array.from({ length: 3 }, () => receiving(room));
    for (const [index, end] of ends.entries()) end.take(put(index, VALUE_BYTES_MAX));
    ends[0]?.take(fragment(0, 0, 10));
    expect(ends[0]?.counts.faults).toEqual({ 'bad-fragment': 1 });
    expect([room.grant()?.transfer, room.grant()?.transfer, room.grant()]).toEqual([1, 2, undefined]);
    expect(room.bytes).toBe(REASSEMBLY_BYTES_MAX);
    ends[1]?.take({ kind: 'value-drop', transfer: 1 });
    ends[2]?.traffic.close();
    expect(room.bytes).toBe(0);
  });

  test('what is handed over owns its memory, each part alone', () => {
    const { take } = receiving();
    const [message] = take(put(1, 8, 100_000, 0, 5000), fragment(1, 0, 105_008), named(1));
    const items = message === undefined ? undefined : valueIn(message);
    const parts = [items?.inline?.head, ...(items?.inline?.frames ?? [])];
    expect(parts.map((part) => part?.length)).toEqual([8, 100_000, 0, 5000]);
    expect(new Set(parts.map((part) => part?.buffer)).size).toBe(4);
    for (const part of parts) expect(part?.buffer.byteLength).toBe(part?.byteLength);
    expect(items?.movable).toBe(true);
  });
});

test('a last piece that is too small for a frame of its own has all before it acknowledged', () => {
  const { traffic } = receiving();
  traffic.receive(
    [put(1, FRAGMENT_BYTES + 1), { ...fragment(1, 0, FRAGMENT_BYTES), more: true } as TransferMessage],
    FRAGMENT_BYTES,
    0,
  );
  const { sent } = traffic.receive([fragment(1, FRAGMENT_BYTES, 1)], 0, 0);
  expect(kinds(sent)).toEqual([['value-ack']]);
});
