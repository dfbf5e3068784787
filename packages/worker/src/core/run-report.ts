import type { ToClient } from '@zfarm/cluster-core/core';
import type { Run } from './slot.js';
import type { WorkerOutput } from './worker-output.js';

/** Notes that items of a run have been reported. */
export function report(run: Run, first: number, count: number): void {
  if (first !== run.reportedTo || first + count > run.to) {
    throw new Error(
      `Run ${run.number} reports items ${first}+${count} after ${run.reportedTo}, before ${run.to}.`,
    );
  }
  run.reportedTo = first + count;
}

/** Tells the client, unless nobody wants the run any more. */
export function tell(run: Run, message: ToClient, out: WorkerOutput[]): void {
  if (!run.muted) out.push({ kind: 'send', client: run.attempt.client.id, message });
}
