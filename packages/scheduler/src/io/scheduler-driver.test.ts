import { encodeList } from '@zfarm/cluster-core';
import { jobId, type ToWorker } from '@zfarm/cluster-core/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CODE } from '../../test/support/job-harness.js';
import { contentOf, ScriptedWorker } from '../../test/support/scripted-worker.js';
import type { SchedulerInput } from '../core/scheduler-input.js';
import type { SchedulerOutput } from '../core/scheduler-output.js';
import type { JobPort } from './job-port.js';
import { SchedulerDriver } from './scheduler-driver.js';

/** A core that does as told: each kind of input has its outputs. */
class ScriptedCore {
  readonly inputs: SchedulerInput[] = [];
  readonly outputs: Partial<Record<SchedulerInput['kind'], readonly SchedulerOutput[]>> = {};
  deadline: number | undefined;
  #inside: boolean = false;

  handle(input: SchedulerInput): readonly SchedulerOutput[] {
    if (this.#inside) throw new Error('entered twice');
    this.#inside = true;
    this.inputs.push(input);
    this.#inside = false;
    return this.outputs[input.kind] ?? [];
  }

  nextDeadline(): number | undefined {
    return this.deadline;
  }
}

const JOB = jobId(1);
const SUBMISSION = {
  policy: { retries: 0, lossesMax: 0, failFast: true },
  console: 'forward',
  items: 3,
  ended: true,
  itemBytes: 8,
  windowEnd: 10,
} as const;
const NOTHING = { owner: 'client', id: 0, bytes: 0 };

function port(log: string[], extra: Partial<JobPort> = {}): JobPort {
  return {
    submitted: undefined,
    encodeItems: (first, count) => encodeList(['a', 'b', 'c'], first, first + count),
    needItems: (count) => log.push(`need ${count}`),
    settled: ({ first, count }) => log.push(`settled ${first}+${count}`),
    itemFailed: (item) => log.push(`failed ${item}`),
    itemFaltered: (item, _, final) => log.push(`faltered ${item}${final ? ' for good' : ''}`),
    itemGiven: (item) => log.push(`given ${item}`),
    broken: (error) => log.push(`broken: ${String(error)}`),
    ended: (outcome) => log.push(outcome),
    logged: ({ worker, text }) => log.push(`${worker} says ${text}`),
    progressed: ({ item, fraction }) => log.push(`${item} at ${fraction}`),
    noticed: ({ type }) => log.push(type),
    moved: () => {},
    ...extra,
  };
}

function assign(first: number, count: number): ToWorker {
  const { hash: code } = CODE;
  const attempt = 1 as never;
  const items = NOTHING;
  return {
    kind: 'assign',
    attempt,
    job: JOB,
    code,
    call: 'item',
    first,
    count,
    items,
    tries: 0,
    console: 'forward',
  };
}

let core: ScriptedCore;
let driver: SchedulerDriver;
let worker: ScriptedWorker;

beforeEach(() => {
  vi.useFakeTimers();
  core = new ScriptedCore();
  driver = new SchedulerDriver({ self: 'client', core, now: () => Date.now() });
  worker = new ScriptedWorker(driver.linkHandler(false)).connect();
});

afterEach(async () => {
  await driver.close();
  vi.useRealTimers();
});

test('items and code are put into messages as they are sent', () => {
  core.outputs['job-submitted'] = [
    { kind: 'send', worker: 'w1', message: { kind: 'code-put', code: CODE.hash, value: NOTHING } },
    { kind: 'send', worker: 'w1', message: assign(1, 2) },
    { kind: 'send', worker: 'gone', message: assign(0, 1) },
  ];
  driver.submit(JOB, port([]), { fn: CODE }, 'item', SUBMISSION);
  const [put, sent] = worker.received;
  expect(put?.kind === 'code-put' && contentOf(put.value)).toBeTruthy();
  expect(sent?.kind === 'assign' && worker.items(sent)).toEqual(['b', 'c']);
  expect(worker.received).toHaveLength(2);
});

test('an input that an output causes waits until all outputs are performed', () => {
  const log: string[] = [];
  core.outputs['job-submitted'] = [
    { kind: 'need-items', job: JOB, count: 5 },
    { kind: 'notice', event: { type: 'retried', job: JOB, item: 0, worker: 'w1' } },
  ];
  core.outputs['items-added'] = [{ kind: 'job-ended', job: JOB, outcome: 'completed' }];
  const answering = port(log, {
    needItems: () => {
      log.push('need');
      driver.input({ kind: 'items-added', job: JOB, count: 1, ended: true });
    },
  });
  driver.submit(JOB, answering, { fn: CODE }, 'item', SUBMISSION);
  expect(log).toEqual(['need', 'retried', 'completed']);
});

test('items that cannot be encoded end the job; the core is told, the worker gets nothing', () => {
  const log: string[] = [];
  core.outputs['job-submitted'] = [
    { kind: 'send', worker: 'w1', message: assign(0, 1) },
    { kind: 'send', worker: 'w1', message: assign(1, 1) },
  ];
  const broken = port(log, { encodeItems: () => encodeList([() => 1], 0, 1) });
  driver.submit(JOB, broken, { fn: CODE }, 'item', SUBMISSION);
  expect(log).toHaveLength(1);
  expect(log[0]).toContain('UnshippableValueError');
  expect(core.inputs.map(({ kind }) => kind).slice(-2)).toEqual(['job-submitted', 'job-cancelled']);
  expect(worker.received).toEqual([]);
});

test('results that are damaged or cut short end the job instead of passing for values', () => {
  for (const values of [
    { ...NOTHING, inline: { head: new Uint8Array([99]), frames: [] } },
    { ...NOTHING, inline: encodeList(['only one'], 0, 1) },
    NOTHING,
  ]) {
    const log: string[] = [];
    core.outputs['job-submitted'] = [
      { kind: 'items-settled', job: JOB, worker: 'w1', first: 0, count: 2, offset: 0, values },
    ];
    driver.submit(JOB, port(log), { fn: CODE }, 'item', SUBMISSION);
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(/^broken/);
  }
});

test('one timer serves the next deadline, and is set again when that moves', () => {
  const ticks = (): number => core.inputs.filter(({ kind }) => kind === 'tick').length;
  core.deadline = Date.now() + 100;
  driver.submit(JOB, port([]), { fn: CODE }, 'item', SUBMISSION);
  expect(vi.getTimerCount()).toBe(1);
  core.deadline = Date.now() + 200;
  driver.input({ kind: 'window-moved', job: JOB, end: 20 });
  vi.advanceTimersByTime(150);
  expect(ticks()).toBe(0);
  core.deadline = Date.now() + 10;
  driver.input({ kind: 'window-moved', job: JOB, end: 30 });
  expect(vi.getTimerCount()).toBe(1);
  core.deadline = undefined;
  vi.advanceTimersByTime(10);
  expect(ticks()).toBe(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('a worker is known by name after it has left, and a closed driver is deaf', async () => {
  worker.disconnect();
  expect(driver.workers.list()).toEqual([]);
  expect(driver.workers.nameOf('w1')).toBe('name-of-w1');
  const inputs = core.inputs.length;
  await driver.close();
  worker.connect();
  driver.input({ kind: 'tick' });
  expect(core.inputs).toHaveLength(inputs);
});
