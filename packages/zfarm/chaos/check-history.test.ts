import { describe, expect, test } from 'vitest';
import { checkHistory, type Expectations, movedAfterMs, percentile } from './support/check-history.js';
import type { Failure, FaultEvent, HistoryEvent } from './support/history.js';

const submitted = (at: number, item = 0): HistoryEvent => ({ kind: 'submitted', at, item });
const started = (at: number, worker: string, item = 0): HistoryEvent => ({
  kind: 'started',
  at,
  item,
  worker,
});
const ended = (at: number, worker: string, item = 0): HistoryEvent => ({ kind: 'ended', at, item, worker });
const settled = (at: number, item = 0, right = true): HistoryEvent => ({ kind: 'settled', at, item, right });
const failed = (at: number, failure: Failure, item = 0): HistoryEvent => ({
  kind: 'failed',
  at,
  item,
  failure,
});
const fault = (what: FaultEvent['what'], at: number, until: number, worker: string): FaultEvent => ({
  kind: 'fault',
  what,
  at,
  until,
  worker,
});

const exits: Failure = { name: 'PoisonTaskError', attempts: 2, deaths: ['exit', 'exit'] };
const poison: Expectations = { poison: new Map([[0, exits]]) };
const crashes: Expectations = {
  poison: new Map([[1, { name: 'PoisonTaskError', attempts: 1, deaths: ['worker-lost'] }]]),
};
/** Another thread begins with item 0 while that of item 1 ends their process; the item is done again elsewhere. */
const beside = (poisoned: Failure): HistoryEvent[] => [
  submitted(1, 1),
  started(1, 'red', 1),
  failed(6, poisoned, 1),
  submitted(0),
  started(2, 'red'),
  started(4, 'blue'),
  ended(5, 'blue'),
  settled(6),
];
const once = [submitted(0), started(1, 'red'), ended(3, 'red'), settled(4)];

describe('a right history', () => {
  test.each<[string, readonly HistoryEvent[], Expectations?]>([
    ['of an item that ran once', once],
    [
      'of an item whose first worker was killed',
      [
        submitted(0),
        started(1, 'red'),
        fault('killed', 2, 3, 'red'),
        started(4, 'blue'),
        ended(5, 'blue'),
        settled(6),
      ],
    ],
    [
      'of an item that ended at a worker which was killed before it could tell',
      [
        submitted(0),
        started(1, 'red'),
        ended(2, 'red'),
        fault('killed', 3, 3, 'red'),
        started(4, 'blue'),
        ended(5, 'blue'),
        settled(6),
      ],
    ],
    [
      'of a frozen worker that went on with what it had',
      [
        submitted(0),
        fault('frozen', 1, 9, 'red'),
        started(3, 'blue'),
        ended(4, 'blue'),
        settled(5),
        started(7, 'red'),
        ended(8, 'red'),
      ],
    ],
    ['of poison', [submitted(0), started(1, 'red'), started(2, 'red'), failed(3, exits)], poison],
    [
      'of an item whose process is ended by another one',
      beside({ name: 'PoisonTaskError', attempts: 1, deaths: ['worker-lost'] }),
      crashes,
    ],
    ['of a client that died', [submitted(0), started(1, 'red')], { unfinished: true }],
  ])('%s', (_, history, expected) => {
    expect(checkHistory(history, expected).violations).toEqual([]);
  });
});

describe('a wrong history', () => {
  test.each<[string, readonly HistoryEvent[], string, Expectations?]>([
    ['a lost item', once.slice(0, 3), 'was lost'],
    ['an item settled twice', [...once, settled(5)], 'settled 2 times'],
    ['an item taken twice from the data', [submitted(0), ...once], 'was submitted 2 times'],
    ['an item nobody submitted', once.slice(1), 'was submitted 0 times'],
    ['a wrong result', [...once.slice(0, 3), settled(4, 0, false)], 'wrong result'],
    ['a result out of nothing', [submitted(0), settled(4)], 'before any execution'],
    [
      'a result before its execution',
      [submitted(0), started(1, 'red'), settled(2), ended(3, 'red')],
      'before',
    ],
    ['an error of a good item', [...once.slice(0, 2), failed(3, exits)], 'failed: PoisonTaskError'],
    ['a second execution without a fault', [...once, started(5, 'blue')], 'nothing had happened to red at 1'],
    [
      'a second execution that the fault of another does not explain',
      [...once, fault('killed', 4, 4, 'green'), started(5, 'blue')],
      'nothing had happened to red',
    ],
    [
      'a second execution before the fault',
      [...once, started(5, 'blue'), fault('killed', 6, 6, 'red')],
      'nothing had happened to red',
    ],
    [
      'a worker that was started again after its item had run elsewhere',
      [fault('killed', 0, 0, 'red'), ...once, started(5, 'blue')],
      'nothing had happened to red',
    ],
    [
      'a third execution where only the first was lost',
      [
        submitted(0),
        started(1, 'red'),
        fault('killed', 2, 2, 'red'),
        started(3, 'blue'),
        started(5, 'green'),
        ended(6, 'green'),
        settled(7),
      ],
      'nothing had happened to blue at 3',
    ],
    [
      'an item that is done again though only a thread beside it has ended',
      beside({ ...exits, attempts: 1 }),
      'nothing had happened to red at 2',
      { poison: new Map([[1, { ...exits, attempts: 1 }]]) },
    ],
    ['poison that settles', [...once], 'is poison, and settled', poison],
    ['poison that fails twice', [submitted(0), failed(3, exits), failed(4, exits)], 'failed 2 times', poison],
    [
      'poison under another name',
      [submitted(0), failed(3, { ...exits, deaths: ['exit'] })],
      'instead of PoisonTaskError after 2 attempts (exit, exit)',
      poison,
    ],
    [
      'poison that was tried too often',
      [submitted(0), started(1, 'red'), started(2, 'red'), started(3, 'red'), failed(4, exits)],
      'executed 3 times instead of 2',
      poison,
    ],
  ])('with %s', (_, history, complaint, expected) => {
    const { violations } = checkHistory(history, expected);
    expect(violations.join('\n')).toContain(complaint);
  });
});

test('counts what was executed again, what came too late, and the longest stall', () => {
  const history = [
    ...once,
    submitted(0, 1),
    started(2, 'red', 1),
    fault('frozen', 3, 90, 'red'),
    started(40, 'blue', 1),
    ended(45, 'blue', 1),
    settled(50, 1),
    ended(80, 'red', 1),
  ];
  expect(checkHistory(history)).toEqual({
    violations: [],
    submitted: 2,
    settled: 2,
    failed: 0,
    executedAgain: 1,
    lateResults: 1,
    stallMs: 46,
  });
  expect(movedAfterMs(history, fault('frozen', 3, 90, 'red'))).toBe(37);
  expect(movedAfterMs(history, fault('frozen', 3, 90, 'blue'))).toBe(undefined);
});

test('percentiles', () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0.5, 0.99, 1].map((share) => percentile(samples, share))).toEqual([50, 99, 100]);
  expect(percentile([3], 0.99)).toBe(3);
});
