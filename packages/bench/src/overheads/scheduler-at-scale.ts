import { type AttemptId, jobId } from '@zfarm/cluster-core/core';
import { SchedulerCore, type SchedulerInput } from '@zfarm/scheduler/core';
import type { Probe } from '../benchmark.js';
import type { Reading } from '../core/figure.js';
import { growthExponent } from '../core/statistics.js';

const PLANS = {
  S: { tasks: 5000, workers: [10, 1000] },
  M: { tasks: 100_000, workers: [10, 100, 1000, 10_000] },
  L: { tasks: 1_000_000, workers: [10, 100, 1000, 10_000] },
} as const;

const VALUES = { owner: 'w', id: 0, bytes: 8 };

/** The scheduler of one client on a virtual clock, over workers that answer at once: what it pays for each task. */
export const schedulerAtScale: Probe = {
  name: 'scheduler-at-scale',
  title: "The scheduler's core alone, over up to 10,000 simulated workers, one item to a chunk",
  group: 'overhead',
  round: async (_, size) => {
    const { tasks, workers } = PLANS[size];
    const readings: Reading[] = [];
    const points = [];
    for (const count of workers) {
      const { cpuMs, openMs } = settleAll(count, tasks);
      const value = (1000 * cpuMs) / tasks;
      const at = { axis: 'workers', value: count };
      readings.push({ metric: 'cost of a task', at, value, unit: 'µs', better: 'lower' });
      const perWorker = (1000 * openMs) / count;
      readings.push({
        metric: 'cost of a worker that joins',
        at,
        value: perWorker,
        unit: 'µs',
        better: 'lower',
      });
      points.push({ size: count, cost: value });
      // So that whoever wants an end is heard in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const growth = growthExponent(points);
    return [...readings, { metric: 'growth with workers', value: growth, unit: 'exponent', better: 'none' }];
  },
};

/** Processor time, which others on the machine change less than what a clock shows. */
function cpuMsOf(work: () => void): number {
  const begun = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

function settleAll(workers: number, tasks: number): { readonly cpuMs: number; readonly openMs: number } {
  const client = new SimulatedClient();
  const openMs = cpuMsOf(() => client.meet(workers));
  const cpuMs = cpuMsOf(() => client.run(tasks));
  if (client.settled !== tasks) throw new Error(`${client.settled} of ${tasks} tasks settled.`);
  return { cpuMs, openMs };
}

class SimulatedClient {
  settled: number = 0;
  readonly #core: SchedulerCore = new SchedulerCore({ self: 'client', local: 'never' });
  #assigned: {
    readonly worker: string;
    readonly attempt: AttemptId;
    readonly first: number;
    readonly count: number;
  }[] = [];

  meet(workers: number): void {
    const capacity = {
      nodeVersion: '20.20.2',
      slots: 1,
      memoryBytes: 1e9,
      platform: 'linux-x64',
      labels: {},
      resources: {},
    };
    for (let number = 0; number < workers; number += 1) {
      const worker = `w${number}`;
      this.#feed({ kind: 'worker-opened', worker, capacity, local: false }, 0);
      this.#feed({ kind: 'worker-messages', worker, messages: [{ kind: 'credit', limit: 3 }] }, 0);
    }
  }

  run(items: number): void {
    const policy = { retries: 0, lossesMax: 3, failFast: true, chunkItems: 1 };
    const job = { job: jobId(1), code: 'c', call: 'item', console: 'ignore', policy } as const;
    const input = { kind: 'job-submitted', ...job, items, ended: true, itemBytes: 8 } as const;
    this.#feed({ ...input, windowEnd: Number.POSITIVE_INFINITY }, 0);
    for (let now = 0; this.#assigned.length > 0; now += 10) {
      const batch = this.#assigned;
      this.#assigned = [];
      for (const { worker, attempt, first, count } of batch) {
        const slice = { kind: 'slice', attempt, first, count, values: VALUES } as const;
        const done = { kind: 'done', attempt, busyMs: 10 } as const;
        this.#feed({ kind: 'worker-messages', worker, messages: [slice, done] }, now);
      }
    }
  }

  #feed(input: SchedulerInput, now: number): void {
    for (const output of this.#core.handle(input, now)) {
      if (output.kind === 'items-settled') this.settled += output.count;
      if (output.kind !== 'send' || output.message.kind !== 'assign') continue;
      const { attempt, first, count } = output.message;
      this.#assigned.push({ worker: output.worker, attempt, first, count });
    }
  }
}
