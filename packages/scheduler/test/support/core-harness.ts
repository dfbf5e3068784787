import { attemptId, type Capacity, jobId, type ToClient, type ValueRef } from '@zfarm/cluster-core/core';
import {
  type JobPolicy,
  type LocalMode,
  SchedulerCore,
  type SchedulerInput,
  type SchedulerOutput,
} from '../../src/core/index.js';
import type { Notice } from '../../src/core/scheduler-output.js';

export const CODE: string = 'c'.repeat(32);
const ASIDES: ReadonlySet<string> = new Set(['attempt-failed', 'chunk-done', 'cancelled']);
const VALUE: ValueRef = { owner: 'W', id: 0, bytes: 8 };
const POLICY: JobPolicy = { retries: 0, lossesMax: 3, failFast: true, chunkItems: 2 };
const CAPACITY: Capacity = {
  slots: 1,
  memoryBytes: 1e9,
  platform: 'linux-x64',
  nodeVersion: '20.20.2',
  labels: {},
  resources: {},
};

/** A scheduler core driven by hand; after each input its invariants are checked and `out` holds what came of it. */
export class CoreHarness {
  readonly core: SchedulerCore;
  now = 1000;
  out: SchedulerOutput[] = [];
  /** Notices that go with a message or a failure, and say no more than that: not in `out`. */
  asides: Notice['event'][] = [];

  constructor(local: LocalMode = 'never') {
    this.core = new SchedulerCore({ self: 'C', local });
  }

  feed(input: SchedulerInput): readonly SchedulerOutput[] {
    this.out = [];
    this.asides = [];
    for (const output of this.core.handle(input, this.now)) {
      if (output.kind === 'notice' && ASIDES.has(output.event.type)) this.asides.push(output.event);
      else this.out.push(output);
    }
    this.core.sanityCheck();
    return this.out;
  }

  tick(now: number): void {
    this.now = now;
    this.feed({ kind: 'tick' });
  }

  tell(worker: string, ...messages: ToClient[]): void {
    this.feed({ kind: 'worker-messages', worker, messages });
  }

  /** Opens a worker without credit. */
  enter(worker: string, changed: Partial<Capacity> = {}, local = false): void {
    this.feed({ kind: 'worker-opened', worker, capacity: { ...CAPACITY, ...changed }, local });
  }

  /** Opens a worker that grants two attempts a slot. */
  open(worker: string, slots = 1, local = false): void {
    this.enter(worker, { slots }, local);
    this.tell(worker, { kind: 'credit', limit: slots * 2 });
  }

  submit(items: number, changed: Changes<JobPolicy> = {}, rest: Partial<Submission> = {}): void {
    const policy = { ...POLICY, ...changed };
    this.feed({
      kind: 'job-submitted',
      job: jobId(1),
      code: CODE,
      call: 'item',
      console: 'forward',
      policy: policy as JobPolicy,
      items,
      ended: true,
      itemBytes: 8,
      windowEnd: Number.POSITIVE_INFINITY,
      ...rest,
    });
  }

  assigns() {
    return this.out.flatMap((o) =>
      o.kind === 'send' && o.message.kind === 'assign' ? [{ worker: o.worker, ...o.message }] : [],
    );
  }

  /** The assigned chunks as `worker:first-end`. */
  ranges(): string[] {
    return this.assigns().map((a) => `${a.worker}:${a.first}-${a.first + a.count}`);
  }

  /** What has settled, as `first-end@offset`. */
  settled(): string[] {
    return this.out.flatMap((o) =>
      o.kind === 'items-settled' ? [`${o.first}-${o.first + o.count}@${o.offset}`] : [],
    );
  }

  sent(kind: string): SchedulerOutput[] {
    return this.out.filter((o) => o.kind === 'send' && o.message.kind === kind);
  }

  notices(): string[] {
    return this.out.flatMap((o) => (o.kind === 'notice' ? [o.event.type] : []));
  }

  ended(): string[] {
    return this.out.flatMap((o) => (o.kind === 'job-ended' ? [o.outcome] : []));
  }
}

/** `undefined` takes a default away. */
type Changes<T> = { [K in keyof T]?: T[K] | undefined };
type Submission = Omit<Extract<SchedulerInput, { kind: 'job-submitted' }>, 'kind' | 'policy' | 'items'>;

export const started = (attempt: number): ToClient => ({ kind: 'started', attempt: attemptId(attempt) });

export const slice = (attempt: number, first: number, count: number): ToClient => ({
  kind: 'slice',
  attempt: attemptId(attempt),
  first,
  count,
  values: VALUE,
});

export const failed = (
  attempt: number,
  item: number,
  fault: 'task' | 'thread' | 'time-limit' = 'task',
): ToClient => ({
  kind: 'failed',
  attempt: attemptId(attempt),
  item,
  fault,
  failure: VALUE,
});

export const done = (attempt: number, busyMs = 1): ToClient => ({
  kind: 'done',
  attempt: attemptId(attempt),
  busyMs,
});

export const cut = (attempt: number, end: number): ToClient => ({
  kind: 'cut',
  attempt: attemptId(attempt),
  end,
});
