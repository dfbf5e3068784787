import { beforeEach, describe, expect, it } from 'vitest';
import { StatusBuffer } from './status-buffer.js';
import { TimeLimits } from './time-limits.js';

let status: StatusBuffer;
let limits: TimeLimits;

beforeEach(() => {
  status = new StatusBuffer();
  limits = new TimeLimits(status, 100);
});

describe('time limits', () => {
  it('interrupt the item when its time is over, and end its thread after the grace', () => {
    limits.add(1, 50);
    status.enter(1, 3, 1000);
    expect(limits.look(1010)).toEqual({ action: 'none', lookAt: 1050 });
    expect(status.isExpired(1, 3)).toBe(false);
    expect(limits.look(1050)).toEqual({ action: 'interrupt', lookAt: 1150 });
    expect(status.isExpired(1, 3)).toBe(true);
    expect(limits.look(1149)).toEqual({ action: 'none', lookAt: 1150 });
    expect(limits.look(1150)).toMatchObject({ action: 'end', place: { run: 1, offset: 3 }, limitMs: 50 });
  });

  it('concern one item: the next one has its whole time', () => {
    limits.add(1, 50);
    status.enter(1, 3, 1000);
    limits.look(1050);
    status.enter(1, 4, 1060);
    expect(status.isExpired(1, 4)).toBe(false);
    expect(limits.look(1150)).toMatchObject({ action: 'interrupt' });
    expect(status.isExpired(1, 4)).toBe(true);
  });

  it('leave runs alone that have none, and look again when one with a limit could be late', () => {
    limits.add(2, 50);
    status.enter(1, 0, 1000);
    expect(limits.look(5000)).toEqual({ action: 'none', lookAt: 5050 });
    limits.remove(2);
    expect(limits.look(5050)).toEqual({ action: 'none' });
  });

  it('do not count a setup, which has no beginning yet', () => {
    limits.add(1, 50);
    status.enter(1, 0, Number.POSITIVE_INFINITY);
    expect(limits.look(9000)).toEqual({ action: 'none', lookAt: 9050 });
  });

  it('do not count what this process has slept through', () => {
    limits.add(1, 50);
    status.enter(1, 0, 1000);
    expect(limits.look(1010)).toEqual({ action: 'none', lookAt: 1050 });
    // Stopped for a minute, the thread with it.
    expect(limits.look(61_010)).toEqual({ action: 'none', lookAt: 61_060 });
    expect(limits.look(61_060)).toMatchObject({ action: 'interrupt', lookAt: 61_160 });
    expect(limits.look(120_000)).toEqual({ action: 'none', lookAt: 120_100 });
    expect(limits.look(120_100)).toMatchObject({ action: 'end' });
  });
});
