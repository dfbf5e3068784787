import { expect, test, vi } from 'vitest';
import { JobHarness } from '../test/support/job-harness.js';
import { WINDOW_ITEMS } from './io/limits.js';
import { Job } from './job.js';

const double = (item: unknown): unknown => (item as number) * 2;
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('before a consumer shows up, one window of results is produced and no more', async () => {
  const harness = new JobHarness();
  harness.worker().serve(double);
  let pulled = 0;
  function* endless(): Generator<number> {
    for (;;) yield pulled++;
  }
  const run = harness.run<number>(endless());
  void run.begin();
  await vi.waitFor(() => expect(run.progress().done).toBe(WINDOW_ITEMS));
  expect(pulled).toBe(WINDOW_ITEMS);
  expect(run.waitsForConsumer).toBe(true);
});

test.each([
  ['in order', true],
  ['as results come', false],
])('an endless input never runs further ahead of a slow consumer than one window, %s', async (_, ordered) => {
  const harness = new JobHarness();
  harness.worker().serve(double);
  let pulled = 0;
  let closed = false;
  async function* endless(): AsyncGenerator<number> {
    try {
      for (;;) yield pulled++;
    } finally {
      closed = true;
    }
  }
  const job = harness.job<number>(endless(), { ordered });
  let taken = 0;
  for await (const result of job) {
    expect(result).toBe(taken * 2);
    taken += 1;
    expect(pulled - taken).toBeLessThanOrEqual(WINDOW_ITEMS + 1);
    if (taken === 5000) break;
  }
  await vi.waitFor(() => expect(closed).toBe(true));
});

test('leaving the loop cancels the rest', async () => {
  const harness = new JobHarness();
  const worker = harness.worker().serve(double);
  const run = harness.run<number>(range(100_000));
  void run.begin();
  for await (const _ of new Job(run)) break;
  const assigned = worker.received.filter((message) => message.kind === 'assign').length;
  expect(run.progress().done).toBeLessThan(10_000);
  await Promise.resolve();
  expect(worker.received.filter((message) => message.kind === 'assign')).toHaveLength(assigned);
});

test('leaving the loop calls back what is under way', async () => {
  const harness = new JobHarness();
  const worker = harness.worker();
  const job = harness.job<number>(range(10), {
    policy: { retries: 0, lossesMax: 3, failFast: true, chunkItems: 1 },
  });
  const [first] = worker.open;
  if (first === undefined) throw new Error('nothing was assigned');
  worker.answer(first, double);
  for await (const _ of job) break;
  const underWay = worker.open.slice(1).map(({ attempt }) => attempt);
  expect(underWay).not.toEqual([]);
  expect(worker.received.flatMap((message) => (message.kind === 'cancel' ? [message.attempt] : []))).toEqual(
    underWay,
  );
});
