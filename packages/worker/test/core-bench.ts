import {
  type Assign,
  attemptId,
  jobId,
  type Reservation,
  type ToClient,
  type ToWorker,
  type ValueRef,
} from '@zfarm/cluster-core/core';
import type { StockOptions } from '../src/core/stock.js';
import { WorkerCore, type WorkerCoreOptions } from '../src/core/worker-core.js';
import type { WorkerInput } from '../src/core/worker-input.js';
import type { RunSpec, WorkerOutput } from '../src/core/worker-output.js';

export const value: ValueRef = { owner: 'test', id: 1, bytes: 8 };

export function assign(attempt: number, first = 0, count = 10, code = 'code'): Assign {
  return {
    kind: 'assign',
    attempt: attemptId(attempt),
    job: jobId(1),
    code,
    call: 'item',
    first,
    count,
    items: value,
    tries: 0,
    console: 'forward',
  };
}

/** What a worker of three slots offers, and what attempts of it reserve: of every five two reserve nothing. */
export const STOCK: Omit<StockOptions, 'slots'> = { memoryBytes: 100, resources: { license: 2 } };
export const RESERVATIONS: readonly (Reservation | undefined)[] = [
  undefined,
  { slots: 2, memoryBytes: 0, resources: {} },
  { slots: 1, memoryBytes: 60, resources: {} },
  { slots: 3, memoryBytes: 10, resources: { license: 1 } },
  undefined,
];

/** Drives a core and keeps what it said. */
export class Bench {
  now = 1000;
  readonly core: WorkerCore;
  out: WorkerOutput[] = [];
  /** Runs that slot 0 was handed, for a test that works them off. */
  readonly held: RunSpec[] = [];

  constructor(slots = 1, options: Omit<WorkerCoreOptions, 'slots'> = {}) {
    this.core = new WorkerCore({ slots, ...options });
    for (let slot = 0; slot < slots; slot++) this.input({ kind: 'slot-ready', slot });
  }

  input(input: WorkerInput): void {
    this.out = [...this.core.handle(input, this.now)];
    this.held.push(...this.runs());
    this.core.sanityCheck();
  }

  open(client: string): void {
    this.input({ kind: 'session-opened', client });
  }

  send(client: string, ...messages: ToWorker[]): void {
    this.input({ kind: 'messages', client, messages });
  }

  put(client: string, code = 'code'): void {
    this.send(client, { kind: 'code-put', code, value });
  }

  done(slot: number, run: RunSpec, ms = 10): void {
    this.now += ms;
    if (run.to > run.from) {
      this.input({
        kind: 'slot-slice',
        slot,
        run: run.run,
        first: run.from,
        count: run.to - run.from,
        values: value,
      });
    }
    this.input({ kind: 'slot-done', slot, run: run.run, busyMs: ms, linesDropped: 0 });
  }

  sent(client = 'a'): ToClient[] {
    return this.out.flatMap((output) =>
      output.kind === 'send' && output.client === client ? [output.message] : [],
    );
  }

  runs(slot = 0): RunSpec[] {
    return this.out.flatMap((output) => (output.kind === 'run' && output.slot === slot ? output.runs : []));
  }

  kinds(): string[] {
    return this.out.map((output) => (output.kind === 'send' ? output.message.kind : output.kind));
  }
}

/** A bench with client `a`, its code, and an attempt of ten items running. */
export function running(slots = 1): { bench: Bench; run: RunSpec } {
  const bench = new Bench(slots);
  bench.open('a');
  bench.put('a');
  bench.send('a', assign(1));
  const [run] = bench.runs();
  if (run === undefined) throw new Error('The attempt does not run.');
  return { bench, run };
}
