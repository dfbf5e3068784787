import { Packr } from 'msgpackr';
import { expect, test } from 'vitest';
import { TRACE_BYTES_MAX } from './limits.js';
import { decodeTrace, encodeTrace, type TracedFault, type TraceReport } from './trace-report.js';

const packr = new Packr({ useRecords: false });
const WORKER = 'A'.repeat(32);
const FAULT: TracedFault = {
  job: 3,
  item: 7,
  worker: 'red',
  attempts: 2,
  final: true,
  agoMs: 10,
  name: 'RangeError',
  message: 'no',
  stack: 'RangeError: no\n    at a.ts:1:2',
};
const REPORT: TraceReport = {
  workers: new Map([[WORKER, 'red']]),
  jobs: new Map([[3, 'resize']]),
  every: 2,
  chunks: [{ job: 3, worker: WORKER, items: 20, failed: 1, agoMs: 120, busyMs: 15 }],
  faults: [FAULT],
  moreFaults: 4,
  notes: [
    { type: 'requeued', job: 3, worker: WORKER, times: 2, agoMs: 0 },
    { type: 'unmatched', job: 3, times: 1, agoMs: 1 },
  ],
};

test('what a client tells of its jobs comes back as it was', () => {
  expect(decodeTrace(encodeTrace(REPORT))).toEqual(REPORT);
});

test('the longest report is cut to its bounds, and still read', () => {
  const wide = '漢'.repeat(5000);
  const ids = Array.from({ length: 300 }, (_, index) => String(index).padStart(32, '0'));
  const told = decodeTrace(
    encodeTrace({
      workers: new Map(ids.map((id) => [id, wide])),
      jobs: new Map(ids.map((_, index) => [index, wide])),
      every: 1,
      chunks: Array.from({ length: 600 }, () => ({
        job: 1,
        worker: ids[0] ?? '',
        items: 1,
        failed: 0,
        agoMs: 1,
        busyMs: 1,
      })),
      faults: Array.from({ length: 20 }, () => ({ ...FAULT, name: wide, message: wide, stack: wide })),
      moreFaults: 1,
      notes: Array.from({ length: 100 }, () => ({ type: 'retry', times: 1, agoMs: 0 })),
    }),
  );
  expect(told).toMatchObject({ moreFaults: 13 });
  expect([told?.workers.size, told?.chunks.length, told?.faults.length, told?.notes.length]).toEqual([
    256, 512, 8, 64,
  ]);
});

test('anything else is nothing', () => {
  const good = packr.unpack(encodeTrace(REPORT)) as unknown[];
  expect(decodeTrace(packr.pack([...good, 'later']))).toEqual(REPORT);
  const spoilt = (place: number, value: unknown): unknown[] =>
    good.map((field, index) => (index === place ? value : field));
  for (const [place, value] of [
    [0, 2],
    [1, 'jobs'],
    [2, 'x'],
    [2, [[1, 'red']]],
    [4, -1],
    [5, [[3, 5, 1, 0, 0, 0]]],
    [5, [[3, 0, -1, 0, 0, 0]]],
    [6, [[3, 7, 'red', 1, true, 0, 'E', 'm', 5]]],
    [6, 7],
    [8, [[1, 3, 0, 1, 0]]],
    [8, ['x']],
  ] as const)
    expect(decodeTrace(packr.pack(spoilt(place, value)))).toBeUndefined();
  expect(decodeTrace(Uint8Array.of(0xc1))).toBeUndefined();
  expect(decodeTrace(new Uint8Array(TRACE_BYTES_MAX + 1))).toBeUndefined();
});
