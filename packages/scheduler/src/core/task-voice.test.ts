import { attemptId, jobId, type ToClient } from '@zfarm/cluster-core/core';
import { beforeEach, expect, test } from 'vitest';
import { CoreHarness, done, failed, slice } from '../../test/support/core-harness.js';

let h: CoreHarness;

const log = (attempt: number, item: number, text = 'hello'): ToClient => ({
  kind: 'log',
  attempt: attemptId(attempt),
  item,
  stream: 'stderr',
  text,
  dropped: 0,
});

const progress = (attempt: number, item: number): ToClient => ({
  kind: 'progress',
  attempt: attemptId(attempt),
  item,
  fraction: 0.5,
});

beforeEach(() => {
  h = new CoreHarness();
  h.open('W');
  h.submit(4);
});

test('what a task prints and tells is told with its item', () => {
  h.tell('W', log(1, 1), progress(1, 1));
  expect(h.out).toEqual([
    { kind: 'item-log', job: 1, worker: 'W', item: 1, stream: 'stderr', text: 'hello', dropped: 0 },
    { kind: 'item-progress', job: 1, item: 1, fraction: 0.5 },
  ]);
});

test('what another worker, another attempt or an item outside of it says is not heard', () => {
  h.open('V');
  h.tell('V', log(1, 1), progress(1, 1));
  h.tell('W', log(9, 1), log(1, 2), progress(1, 2));
  expect(h.out).toEqual([]);
});

test('nothing is heard of an item that has settled, or after the end', () => {
  h.tell('W', slice(1, 0, 1), progress(1, 0));
  expect(h.settled()).toEqual(['0-1@0']);
  expect(h.out.some(({ kind }) => kind === 'item-progress')).toBe(false);
  h.feed({ kind: 'job-cancelled', job: jobId(1) });
  h.tell('W', log(1, 1), progress(1, 1));
  expect(h.out).toEqual([]);
});

test('an assign says how often its items were tried, and where they print to', () => {
  const other = new CoreHarness();
  other.open('W');
  other.submit(1, { retries: 2 }, { console: 'ignore' });
  expect(other.assigns()).toMatchObject([{ tries: 0, console: 'ignore' }]);
  other.tell('W', failed(1, 0), done(1));
  expect(other.assigns()).toMatchObject([{ tries: 1, console: 'ignore' }]);
});
