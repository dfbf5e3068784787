import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedNode, FeedSpan } from './feed.js';
import { BAR_MS_MAX, SPANS_APART_MAX } from './limits.js';
import { laneGroups, StreamLayout, timeStep } from './stream-layout.js';

function worker(no: number, name: string, slots: number): FeedNode {
  const capacity = { slots, memoryBytes: 1, platform: 'x', nodeVersion: '20', labels: {}, resources: {} };
  return { no, id: String(no), name, role: 'worker', address: 'a', capacity };
}

test('chunks of one slot lie in one lane, those that overlap apart, and never beyond the slots', () => {
  const layout = new StreamLayout();
  const spans: FeedSpan[] = [
    [1, 0, 0, 10, 5, 0],
    [1, 0, 2, 10, 5, 0],
    [1, 0, 11, 10, 5, 0],
    [1, 0, 12, 0, 5, 1],
    [1, 0, 13, 30, 5, 0],
  ];
  layout.add(spans, () => 2);
  expect(layout.spans.map(({ lane }) => lane)).toEqual([0, 1, 0, 1, 1]);
  expect(layout.spans[3]).toMatchObject({ from: 12, until: 13, failed: 1 });
});

test('with as many lanes as ever overlapped none overlaps another by more than the slack', () => {
  const span = fc.record({ gap: fc.nat(20), busy: fc.integer({ min: 1, max: 40 }) });
  fc.assert(
    fc.property(fc.array(span, { maxLength: 60 }), (list) => {
      let from = 0;
      const spans = list.map(({ gap, busy }): FeedSpan => {
        from += gap;
        return [1, 0, from, busy, 1, 0];
      });
      const layout = new StreamLayout();
      layout.add(spans, () => 60);
      const ends: number[] = [];
      for (const { lane, from: begin, until } of layout.spans) {
        expect(begin).toBeGreaterThanOrEqual((ends[lane] ?? 0) - 3);
        ends[lane] = until;
      }
    }),
  );
});

test('in a flood chunks in a row become one bar, but not with failures, nor for ever; no item is lost', () => {
  const layout = new StreamLayout();
  const spans = Array.from(
    { length: SPANS_APART_MAX * 2 },
    (_, index): FeedSpan => [1, 0, index * 10, 10, 3, index === 50 ? 1 : 0],
  );
  layout.add(spans, () => 1);
  expect(layout.spans.length).toBeLessThan(30);
  expect(layout.spans.reduce((sum, { items }) => sum + items, 0)).toBe(SPANS_APART_MAX * 6);
  expect(Math.max(...layout.spans.map(({ from, until }) => until - from))).toBeLessThanOrEqual(BAR_MS_MAX);
  expect(layout.spans.filter(({ failed }) => failed > 0)).toMatchObject([{ from: 500, until: 510 }]);
  layout.forget(5_000);
  expect(layout.spans.every(({ until }) => until >= 5_000)).toBe(true);
});

test('rows go to workers by name, then to clients that run something; thin rows make way for one each', () => {
  const client: FeedNode = { no: 9, id: '9', name: 'ada', role: 'client', address: 'a' };
  const nodes = [worker(1, 'node-10', 2), client, worker(2, 'node-9', 3)];
  expect(laneGroups(nodes, new Set([1]))).toEqual([
    { worker: 2, name: 'node-9', first: 0, lanes: 3 },
    { worker: 1, name: 'node-10', first: 3, lanes: 2 },
  ]);
  expect(laneGroups(nodes, new Set([9])).at(-1)).toMatchObject({ worker: 9, name: 'ada (itself)', first: 5 });
  const many = Array.from({ length: 100 }, (_, index) => worker(index, `w${index}`, 8));
  expect(laneGroups(many, new Set()).every(({ lanes }) => lanes === 1)).toBe(true);
});

test('marks of an axis are round', () => {
  expect([timeStep(10_000, 10), timeStep(60_000, 9), timeStep(300_000, 4), timeStep(1e9, 3)]).toEqual([
    1000, 10_000, 120_000, 600_000,
  ]);
});
