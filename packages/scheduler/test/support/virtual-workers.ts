import { type AttemptId, jobId, type ToClient } from '@zfarm/cluster-core/core';
import type { SchedulerOutput } from '../../src/core/index.js';
import { CoreHarness, cut, done, slice, started } from './core-harness.js';

/** One way of a message between scheduler and worker. */
const LATENCY_MS = 0.5;
/** Results leave a worker together, at most this often. */
const SLICE_MS = 10;

interface VirtualAttempt {
  readonly id: AttemptId;
  readonly first: number;
  next: number;
  end: number;
  reported: number;
  busyMs: number;
}

interface VirtualWorker {
  readonly name: string;
  readonly slowdown: number;
  readonly queue: VirtualAttempt[];
  running: boolean;
  reportedAt: number;
}

/** Workers of one slot, on a virtual clock, that run one map whose items take the given times. */
export class VirtualWorkers {
  readonly #core: CoreHarness = new CoreHarness();
  readonly #items: readonly number[];
  readonly #workers: readonly VirtualWorker[];
  readonly #events: { readonly at: number; readonly act: () => void }[] = [];
  readonly #settled: Uint8Array;
  readonly #asked: Set<AttemptId> = new Set();
  readonly #startedAt: number = this.#core.now;
  #endedAt: number | undefined;
  askedTwice: boolean = false;

  constructor(workers: number, items: readonly number[], { slowdown = [] as number[] } = {}) {
    this.#items = items;
    this.#settled = new Uint8Array(items.length);
    this.#workers = Array.from({ length: workers }, (_, at) => ({
      name: `W${at}`,
      slowdown: slowdown[at] ?? 1,
      queue: [],
      running: false,
      reportedAt: 0,
    }));
  }

  get settledOnce(): boolean {
    return this.#endedAt !== undefined && this.#settled.every((times) => times === 1);
  }

  get makespanMs(): number {
    return (this.#endedAt ?? Number.POSITIVE_INFINITY) - this.#startedAt;
  }

  run(): void {
    for (const { name } of this.#workers) this.#core.open(name);
    this.#core.submit(this.#items.length, { chunkItems: undefined }, { job: jobId(1) });
    this.#perform(this.#core.out);
    while (this.#endedAt === undefined) {
      this.#events.sort((one, other) => one.at - other.at);
      const due = this.#core.core.nextDeadline() ?? Number.POSITIVE_INFINITY;
      const [event] = this.#events;
      if (event === undefined || due < event.at) {
        this.#core.tick(due);
        this.#perform(this.#core.out);
      } else {
        this.#events.shift();
        this.#core.now = event.at;
        event.act();
      }
    }
  }

  #after(ms: number, act: () => void): void {
    this.#events.push({ at: this.#core.now + ms, act });
  }

  #perform(outputs: readonly SchedulerOutput[]): void {
    for (const output of outputs) {
      if (output.kind === 'items-settled') {
        for (let item = output.first; item < output.first + output.count; item += 1)
          this.#settled[item] = (this.#settled[item] ?? 0) + 1;
      } else if (output.kind === 'job-ended') this.#endedAt = this.#core.now;
      else if (output.kind === 'send') this.#after(LATENCY_MS, () => this.#receive(output));
    }
  }

  #say(worker: VirtualWorker, ...messages: ToClient[]): void {
    if (messages.length === 0) return;
    this.#after(LATENCY_MS, () => {
      this.#core.tell(worker.name, ...messages);
      this.#perform(this.#core.out);
    });
  }

  #receive({ worker: name, message }: Extract<SchedulerOutput, { kind: 'send' }>): void {
    const worker = this.#workers.find((one) => one.name === name);
    if (worker === undefined) return;
    if (message.kind === 'assign') {
      const { attempt: id, first, count } = message;
      worker.queue.push({ id, first, next: first, end: first + count, reported: first, busyMs: 0 });
      if (!worker.running) this.#begin(worker);
    } else if (message.kind === 'retract') this.#cut(worker, message.attempt);
  }

  #cut(worker: VirtualWorker, id: AttemptId): void {
    this.askedTwice ||= this.#asked.has(id);
    this.#asked.add(id);
    const attempt = worker.queue.find((one) => one.id === id);
    if (attempt === undefined) return;
    attempt.end = attempt.next;
    if (attempt.next === attempt.first) worker.queue.splice(worker.queue.indexOf(attempt), 1);
    this.#say(worker, cut(id, attempt.end));
  }

  /** Begins the next item of the first attempt. */
  #begin(worker: VirtualWorker): void {
    const [attempt] = worker.queue;
    worker.running = attempt !== undefined;
    if (attempt === undefined) return;
    const item = attempt.next;
    if (item === attempt.first) this.#say(worker, started(attempt.id));
    attempt.next += 1;
    const ms = (this.#items[item] ?? 0) * worker.slowdown;
    this.#after(ms, () => {
      attempt.busyMs += ms;
      const over = attempt.next >= attempt.end;
      if (over || this.#core.now - worker.reportedAt >= SLICE_MS) this.#report(worker, attempt, over);
      if (over) worker.queue.shift();
      this.#begin(worker);
    });
  }

  #report(worker: VirtualWorker, attempt: VirtualAttempt, over: boolean): void {
    worker.reportedAt = this.#core.now;
    const { id, reported, next, busyMs } = attempt;
    attempt.reported = next;
    this.#say(worker, slice(id, reported, next - reported), ...(over ? [done(id, busyMs)] : []));
  }
}
