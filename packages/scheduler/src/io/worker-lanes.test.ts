import { expect, test } from 'vitest';
import { type LaneCounts, WorkerLanes } from './worker-lanes.js';

function worker(name: string, itemsDone: number, more: Partial<LaneCounts> = {}): LaneCounts {
  const inFlight = { chunks: 4, items: 40, slots: 4, credit: 5 };
  return { id: name, name, state: 'present', itemsDone, retries: 0, inFlight, ...more };
}

test('each worker has a line: its slots, its rate of the last two seconds, its items and retries', () => {
  const lanes = new WorkerLanes();
  // What was before the job is not counted.
  lanes.lines([worker('red', 100, { retries: 5 }), worker('blue', 0)], () => 4, 0);
  lanes.lines([worker('red', 1100, { retries: 5 }), worker('blue', 10)], () => 4, 1000);
  const idle = { chunks: 0, items: 0, slots: 0, credit: 5 };
  const lines = lanes.lines(
    [worker('red', 1300, { retries: 7 }), worker('blue', 10, { inFlight: idle, state: 'draining' })],
    () => 4,
    3000,
  );
  expect(lines).toEqual([
    '  blue  [    ]  0 of 4    0/s     10 done  draining',
    '  red   [====]  4 of 4  100/s  1,200 done  2 retried',
  ]);
});

test('one worker is told of by the job; of many those that do most', () => {
  const lanes = new WorkerLanes();
  expect(lanes.lines([worker('red', 1)], () => 1, 0)).toEqual([]);
  const many = Array.from({ length: 20 }, (_, n) => worker(`w${n}`, 0));
  lanes.lines(many, () => 32, 0);
  const lines = lanes.lines(
    many.map((one, n) => ({ ...one, itemsDone: n })),
    () => 32,
    1000,
  );
  expect(lines).toHaveLength(8);
  expect(lines[0]).toBe('  w19  [==          ]  4 of 32  19/s  19 done');
  expect(lines.at(-1)).toBe('  and 13 more workers, none of them faster');
});

test('who has left has no line', () => {
  const lanes = new WorkerLanes();
  const left = worker('gone', 1, { state: 'left' });
  expect(lanes.lines([left, worker('a', 1), worker('b', 1)], () => 4, 0)).toHaveLength(2);
});
