/**
 * The scheduler, without sockets, clock or bytes.
 *
 * Laws: execution is at least once, settlement exactly once. Every item that has not resolved is in one place:
 * waiting, suspect, or owed by one current attempt. The first success for an item wins, whichever attempt
 * brings it; a failure counts only from a current attempt; nothing counts after the job's end. What a worker
 * may be given is decided by the worker (its credit); who gets the next chunk is decided here.
 */
import type { JobId, NodeId } from '@zfarm/cluster-core/core';
import { assignWork, pullItems } from './assignment.js';
import { balance } from './balance.js';
import { updateDemand } from './demand.js';
import { HEARTBEAT_MS } from './limits.js';
import { updateLocal } from './local-pool.js';
import { endOrphans } from './nested-jobs.js';
import { onItemCancelled, onItemsAdded, onJobCancelled, onJobSubmitted, onWindowMoved } from './on-job.js';
import { onWorkerMessages } from './on-message.js';
import { armScan, forgiveSilence, scanWorkers } from './on-tick.js';
import { onWorkerClosed, onWorkerOpened } from './on-worker.js';
import type { SchedulerInput } from './scheduler-input.js';
import { checkInvariants } from './scheduler-invariants.js';
import type { SchedulerOutput } from './scheduler-output.js';
import { createState, type Outputs, type SchedulerOptions, type SchedulerState } from './scheduler-state.js';
import { placeSuspects } from './solitude.js';
import { type JobStatus, jobStatus, type WorkerStatus, workerStatus } from './status.js';
import { forgiveAbsence, watchUnmatched } from './unmatched.js';
import { nextWaking, onItemVerdict, wakeItems } from './verdict.js';

export class SchedulerCore {
  readonly #state: SchedulerState;

  constructor(options: SchedulerOptions) {
    this.#state = createState(options);
  }

  /** Takes one input at `now` (monotonic milliseconds) and says what is to be done, in order. */
  handle(input: SchedulerInput, now: number): readonly SchedulerOutput[] {
    const state = this.#state;
    const out: Outputs = [];
    const due = this.nextDeadline();
    if (due !== undefined && now - due > 2 * HEARTBEAT_MS) {
      forgiveSilence(state, now);
      forgiveAbsence(state);
    }
    apply(state, input, now, out);
    wakeItems(state, now, out);
    scanWorkers(state, now, out);
    watchUnmatched(state, now, out);
    endOrphans(state, out);
    placeSuspects(state, now, out);
    assignWork(state, now, out);
    balance(state, now, out);
    pullItems(state, out);
    updateDemand(state, now, out);
    updateLocal(state, now, out);
    armScan(state, now);
    return out;
  }

  /** When to send the next `tick`, unless another input comes first. */
  nextDeadline(): number | undefined {
    const { scanAt, balanceAt, demandEndsAt, localAt, unmatchedAt } = this.#state;
    let due = Math.min(scanAt ?? Infinity, balanceAt ?? Infinity, unmatchedAt ?? Infinity);
    due = Math.min(due, demandEndsAt ?? Infinity, localAt ?? Infinity, nextWaking(this.#state));
    return due === Infinity ? undefined : due;
  }

  /** What a worker has of ours now; undefined when it is not here. */
  workerStatus(worker: NodeId): WorkerStatus | undefined {
    return workerStatus(this.#state, worker);
  }

  /** How far a job is now; undefined before it was submitted and after its end. */
  jobStatus(job: JobId): JobStatus | undefined {
    return jobStatus(this.#state, job);
  }

  /** Throws if the state contradicts itself; for tests and the simulator. */
  sanityCheck(): void {
    checkInvariants(this.#state);
  }
}

function apply(state: SchedulerState, input: SchedulerInput, now: number, out: Outputs): void {
  switch (input.kind) {
    case 'worker-opened':
      onWorkerOpened(state, input, now, out);
      return;
    case 'worker-closed':
      onWorkerClosed(state, input, now, out);
      return;
    case 'worker-messages':
      onWorkerMessages(state, input, now, out);
      return;
    case 'job-submitted':
      onJobSubmitted(state, input, out);
      return;
    case 'items-added':
      onItemsAdded(state, input, out);
      return;
    case 'window-moved':
      onWindowMoved(state, input);
      return;
    case 'job-cancelled':
      onJobCancelled(state, input, out);
      return;
    case 'item-cancelled':
      onItemCancelled(state, input, out);
      return;
    case 'item-verdict':
      onItemVerdict(state, input, now, out);
      return;
    case 'nested-answered':
      state.attempts.get(input.parent.attempt)?.nests?.delete(input.parent.nest);
      return;
    case 'tick':
      return;
  }
}
