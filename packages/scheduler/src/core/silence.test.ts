import { beforeEach, describe, expect, test } from 'vitest';
import { CoreHarness } from '../../test/support/core-harness.js';

let h: CoreHarness;

beforeEach(() => {
  h = new CoreHarness();
});

describe('silence', () => {
  test('a silent worker is relieved in under 3 s, and used again when it speaks', () => {
    h.open('A');
    h.submit(4, { lossesMax: 0 });
    const relieved: number[] = [];
    for (let t = 1000; t <= 4000 && relieved.length === 0; t += 100) {
      h.now = t;
      h.feed({ kind: 'tick' });
      if (h.out.some((o) => o.kind === 'notice' && o.event.type === 'worker-silent')) relieved.push(t - 1000);
    }
    expect(relieved[0]).toBeLessThan(3000);
    expect(h.sent('cancel')).toHaveLength(2);
    h.now += 10_000;
    h.tell('A', { kind: 'alive' });
    expect(h.ranges()).toEqual(['A:0-2', 'A:2-4']);
  });

  test('our own absence is not held against anybody', () => {
    h.open('A');
    h.submit(4);
    h.now += 60_000;
    h.feed({ kind: 'tick' });
    expect(h.out.filter((o) => o.kind === 'notice')).toEqual([]);
  });

  test('a long idle time before an assignment is no silence', () => {
    h.open('A');
    h.now += 60_000;
    h.submit(2);
    h.now += 500;
    h.feed({ kind: 'tick' });
    expect(h.sent('heartbeat')).toHaveLength(1);
    expect(h.out.filter((o) => o.kind === 'notice')).toEqual([]);
  });
});
