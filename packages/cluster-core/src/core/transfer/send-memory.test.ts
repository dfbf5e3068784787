import { expect, test } from 'vitest';
import { FRAGMENT_BYTES } from '../limits.js';
import { SendMemory } from './send-memory.js';

const payload = (bytes: number, fill: number) => ({
  head: new Uint8Array(10).fill(fill),
  frames: [new Uint8Array(bytes).fill(fill)],
});

test('a copy shares no memory with what it is of', () => {
  const memory = new SendMemory();
  for (const bytes of [100, FRAGMENT_BYTES, 2 * FRAGMENT_BYTES]) {
    const original = payload(bytes, 1);
    const copy = memory.copy(original, bytes);
    original.frames[0]?.fill(2);
    expect(Buffer.compare(copy.frames[0] as Uint8Array, new Uint8Array(bytes).fill(1))).toBe(0);
  }
});

test('the memory of a copy is used again when all of it has been acknowledged, and not before', () => {
  const memory = new SendMemory();
  const bytes = FRAGMENT_BYTES;
  const first = memory.copy(payload(bytes - 10, 1), bytes);
  const second = memory.copy(payload(bytes - 10, 2), 2 * bytes);
  memory.acknowledged(bytes - 1);
  expect(memory.copy(payload(bytes - 10, 3), 3 * bytes).head.buffer).not.toBe(first.head.buffer);
  memory.acknowledged(bytes);
  expect(memory.copy(payload(bytes - 10, 4), 4 * bytes).head.buffer).toBe(first.head.buffer);
  expect(Buffer.compare(second.frames[0] as Uint8Array, new Uint8Array(bytes - 10).fill(2))).toBe(0);
});
