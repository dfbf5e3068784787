import { describe, expect, it } from 'vitest';
import { StatusBuffer } from './status-buffer.js';

describe('status buffer', () => {
  it('knows the item a thread is at, from the other side', () => {
    const thread = new StatusBuffer();
    const main = new StatusBuffer(thread.memory);
    expect(main.current()).toBeUndefined();
    thread.enter(3, 7, 1234.5);
    expect(main.current()).toEqual({ run: 3, offset: 7, startedAt: 1234.5 });
    thread.pass(8);
    expect(main.current()).toMatchObject({ run: 3, offset: 8 });
    thread.leave();
    expect(main.current()).toBeUndefined();
  });

  it('answers a close with the items started, and lets no other start', () => {
    const status = new StatusBuffer();
    status.open(5);
    expect([status.claim(5), status.claim(5), status.claim(5)]).toEqual([0, 1, 2]);
    expect(status.close(5)).toBe(3);
    expect(status.claim(5)).toBeGreaterThan(65_536);
    expect(status.close(5)).toBeGreaterThanOrEqual(3);
  });

  it('shows a run that it is cancelled, which closes it too', () => {
    const status = new StatusBuffer();
    status.open(5);
    status.open(6);
    expect(status.claim(5)).toBe(0);
    expect(status.isCancelled(5)).toBe(false);
    status.close(5);
    expect(status.isCancelled(5)).toBe(false);
    status.cancel(5);
    expect([status.isCancelled(5), status.isCancelled(6)]).toEqual([true, false]);
    expect(status.claim(5)).toBeGreaterThan(65_536);
    expect(status.close(5)).toBe(2);
    status.open(69);
    expect(status.isCancelled(69)).toBe(false);
  });

  it('keeps the runs of a slot apart, and gives the word of an ended one to a later one', () => {
    const status = new StatusBuffer();
    for (let run = 1; run <= 64; run++) status.open(run);
    status.close(2);
    expect(status.claim(3)).toBe(0);
    status.open(66);
    expect(status.claim(66)).toBe(0);
  });
});
