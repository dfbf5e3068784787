import { expect, test } from 'vitest';
import { ClusterView } from './cluster-view.js';
import type { Feed, FeedJob, FeedSpan } from './feed.js';
import { JOBS_KEPT_MAX, LINES_KEPT_MAX, SAMPLES_MAX, SPANS_KEPT_MAX } from './limits.js';
import { clusterColumns, totalsOf } from './totals.js';

const JOB: FeedJob = {
  client: 1,
  job: 1,
  clientName: 'ada',
  name: 'fn',
  done: 1,
  failed: 0,
  running: 1,
  startedAt: 0,
  at: 0,
};

function everything(): Feed {
  const load = {
    busySlots: 1,
    queuedAttempts: 2,
    itemsDone: 30,
    itemsFailed: 3,
    draining: false,
    rssBytes: 100,
    heapBytes: 50,
  };
  const capacity = { slots: 2, memoryBytes: 1, platform: 'x', nodeVersion: '20', labels: {}, resources: {} };
  return {
    at: 5,
    nodes: [
      { no: 1, id: 'A', name: 'ada', role: 'client', address: 'a' },
      { no: 2, id: 'B', name: 'red', role: 'worker', address: 'b', capacity, load },
    ],
    jobs: [JOB],
    names: [[0, 'fn']],
    spans: [[2, 0, 1, 3, 4, 0]],
    every: 2,
    faults: [],
    moreFaults: 7,
    lines: [{ no: 1, at: 1, mood: 'plain', text: 'x' }],
    samples: [{ at: 1000, of: [[2, 1, 100, 12.5]] }],
  };
}

test('a page that begins with all of it knows what one knows that was there from the start', () => {
  const [early, late] = [new ClusterView(), new ClusterView()];
  early.apply({ at: 0, reset: { cluster: 'c', since: 0 } });
  early.apply(everything());
  late.apply(JSON.parse(JSON.stringify(early.whole())) as Feed);
  expect(late.whole()).toEqual(early.whole());
  for (const view of [early, late]) view.apply({ at: 9, gone: [1], jobs: [{ ...JOB, outcome: 'lost' }] });
  expect(late.whole()).toEqual(early.whole());
  expect([...late.nodes.keys()]).toEqual([2]);
  late.apply({ at: 10, reset: { cluster: 'd', since: 10 } });
  expect(late.whole()).toMatchObject({
    nodes: [],
    jobs: [],
    spans: [],
    lines: [],
    samples: [],
    moreFaults: 0,
  });
});

test('whatever comes, it stays bounded: what goes on and what is newest is kept', () => {
  const view = new ClusterView();
  const spans = Array.from({ length: 1000 }, (): FeedSpan => [1, 0, 0, 1, 1, 0]);
  for (let turn = 0; turn < 60; turn += 1) {
    const jobs = Array.from({ length: 20 }, (_, index) => ({
      ...JOB,
      job: turn * 20 + index,
      at: turn,
      outcome: 'completed' as const,
    }));
    const lines = Array.from({ length: 50 }, (_, index) => ({
      no: turn * 50 + index,
      at: turn,
      mood: 'plain' as const,
      text: '',
    }));
    view.apply({
      at: turn,
      spans,
      jobs,
      lines,
      samples: Array.from({ length: 10 }, () => ({ at: turn, of: [] })),
    });
    if (turn === 0) view.apply({ at: 0, jobs: [{ ...JOB, job: 9999 }] });
  }
  expect(view.spans.length).toBeLessThanOrEqual(SPANS_KEPT_MAX * 1.25);
  expect(view.jobs.size).toBe(JOBS_KEPT_MAX);
  expect(view.jobs.has('1/9999')).toBe(true);
  expect(view.jobs.has('1/1199')).toBe(true);
  expect(view.lines.length).toBeLessThanOrEqual(LINES_KEPT_MAX * 1.25);
  expect(view.lines.at(-1)?.no).toBe(2999);
  expect(view.samples.length).toBeLessThanOrEqual(SAMPLES_MAX * 1.25);
});

test('the figures of the whole cluster are sums over its workers', () => {
  const view = new ClusterView();
  view.apply(everything());
  expect(totalsOf(view.nodes.values(), view.jobs.values(), view.samples.at(-1))).toEqual({
    workers: 1,
    clients: 1,
    slots: 2,
    busySlots: 1,
    queued: 2,
    rssBytes: 100,
    itemsDone: 30,
    itemsFailed: 3,
    itemsPerSecond: 12.5,
    jobsRunning: 1,
  });
  expect(clusterColumns(view.samples)).toEqual([[1], [12.5], [1], [100]]);
  expect(view.samplesOf(2)).toEqual([{ at: 1000, sample: [2, 1, 100, 12.5] }]);
});
