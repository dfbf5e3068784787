import type { JobId, NodeId, ToClient } from '@zfarm/cluster-core/core';
import type { JobCounts, WorkCounts, WorkerCounts } from '../cluster-stats.js';
import type { SchedulerInput } from '../core/scheduler-input.js';
import type { JobEnded, Notice, SchedulerOutput } from '../core/scheduler-output.js';
import type { WorkerStatus } from '../core/status.js';
import { WORKERS_LEFT_MAX } from './limits.js';
import { type WorkPieces, WorkTally } from './work-tally.js';

/** Counts what the workers do for this client, chunk by chunk. */
export class WorkBook {
  readonly #workers: Map<NodeId, WorkTally> = new Map();
  /** Of these, the ones that have left, the earliest first. */
  readonly #left: Set<NodeId> = new Set();
  readonly #totals: WorkTally = new WorkTally();
  readonly #running: Set<JobId> = new Set();
  readonly #ended: Record<JobEnded['outcome'], number> = { completed: 0, failed: 0, cancelled: 0 };

  sent(worker: NodeId, bytes: number): void {
    this.#count(worker, 'bytesSent', bytes);
  }

  take(input: SchedulerInput): void {
    switch (input.kind) {
      case 'worker-opened':
        this.#left.delete(input.worker);
        if (!this.#workers.has(input.worker)) this.#workers.set(input.worker, new WorkTally());
        return;
      case 'worker-closed':
        this.#leave(input.worker);
        return;
      case 'worker-messages':
        for (const message of input.messages) this.#hear(input.worker, message);
        return;
      case 'job-submitted':
        this.#running.add(input.job);
        return;
      default:
        return;
    }
  }

  perform(output: SchedulerOutput): void {
    switch (output.kind) {
      case 'send':
        if (output.message.kind === 'assign') this.#count(output.worker, 'chunksAssigned', 1);
        return;
      case 'items-settled':
        this.#count(output.worker, 'itemsDone', output.count);
        return;
      case 'job-ended':
        if (this.#running.delete(output.job)) this.#ended[output.outcome] += 1;
        return;
      case 'notice':
        this.#note(output.event);
        return;
      default:
        return;
    }
  }

  jobs(): JobCounts {
    return { running: this.#running.size, ...this.#ended };
  }

  totals(): WorkCounts {
    return this.#totals.counts();
  }

  workers(
    nameOf: (worker: NodeId) => string,
    statusOf: (worker: NodeId) => WorkerStatus | undefined,
  ): WorkerCounts[] {
    return [...this.#workers].map(([id, tally]) => {
      const status = statusOf(id);
      const told = { id, name: nameOf(id), state: stateOf(status), ...tally.counts() };
      if (status === undefined) return told;
      const { chunks, items, slotsOut: slots, credit } = status;
      return { ...told, inFlight: { chunks, items, slots, credit } };
    });
  }

  #leave(worker: NodeId): void {
    this.#left.add(worker);
    if (this.#left.size <= WORKERS_LEFT_MAX) return;
    for (const earliest of this.#left) {
      this.#left.delete(earliest);
      this.#workers.delete(earliest);
      return;
    }
  }

  #hear(worker: NodeId, message: ToClient): void {
    if (message.kind === 'slice') this.#count(worker, 'bytesReceived', message.values.bytes);
    else if (message.kind === 'failed') this.#count(worker, 'bytesReceived', message.failure.bytes);
  }

  #note(event: Notice['event']): void {
    const { worker } = event;
    switch (event.type) {
      case 'chunk-done':
        this.#workers.get(worker)?.chunkDone(event.busyMs, event.tookMs);
        this.#totals.chunkDone(event.busyMs, event.tookMs);
        return;
      case 'requeued':
        this.#count(worker, event.reason === 'cut' ? 'retracted' : 'requeues', event.items);
        return;
      case 'attempt-failed':
        this.#count(worker, event.fault === 'thread' ? 'deaths' : 'failures', 1);
        return;
      case 'retried':
        this.#count(worker, 'retries', 1);
        return;
      case 'copied':
        this.#count(worker, 'copiesRun', event.items);
        return;
      case 'copy-won':
        this.#count(worker, 'copiesWon', event.items);
        return;
      default:
        return;
    }
  }

  #count(worker: NodeId, what: keyof WorkPieces, count: number): void {
    const tally = this.#workers.get(worker);
    if (tally !== undefined) tally.pieces[what] += count;
    this.#totals.pieces[what] += count;
  }
}

function stateOf(status: WorkerStatus | undefined): WorkerCounts['state'] {
  if (status === undefined) return 'left';
  if (status.silent) return 'silent';
  return status.draining ? 'draining' : 'present';
}
