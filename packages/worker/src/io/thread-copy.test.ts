import { expect, test } from 'vitest';
import { threadReturn } from './thread-copy.js';

const bytes = (length: number) => new Uint8Array(length).fill(1);
const payload = (...frames: Uint8Array[]) => ({ head: bytes(8), frames });

test('memory that came with an item goes back as it is, once', () => {
  const frame = bytes(100_000);
  const given = new Set<ArrayBufferLike>([frame.buffer]);
  const transfer: ArrayBuffer[] = [];
  expect(threadReturn(payload(frame), transfer, given).frames[0]).toBe(frame);
  expect(transfer).toEqual([frame.buffer]);
  expect(threadReturn(payload(frame), [], given).frames[0]).not.toBe(frame);
});

test('any other memory is copied: the task may use it again', () => {
  const own = bytes(100_000);
  const given = bytes(100_000);
  const part = given.subarray(0, 50_000);
  const transfer: ArrayBuffer[] = [];
  const { frames } = threadReturn(payload(own, part), transfer, new Set([given.buffer]));
  expect(frames).toEqual([own, part]);
  expect(transfer).not.toContain(own.buffer);
  expect(transfer).not.toContain(given.buffer);
});
