import type { JobId } from '@zfarm/cluster-core/core';
import type { Client } from './client.js';
import { SETUPS_MAX } from './limits.js';
import type { WorkerOutput } from './worker-output.js';

/** Threads are about to make what a job's setup makes, and keep it until the job ends. */
export function keepSetup(client: Client, job: JobId, out: WorkerOutput[]): void {
  if (client.setups.has(job)) return;
  client.setups.add(job);
  if (client.setups.size <= SETUPS_MAX) return;
  const busy = new Set([...client.attempts.values()].map(({ assign }) => assign.job));
  // Its client has forgotten to end it, or will find it made anew.
  for (const oldest of client.setups) {
    if (client.setups.size <= SETUPS_MAX) return;
    if (!busy.has(oldest)) endSetup(client, oldest, out);
  }
}

/** The job is over: what its setup has made is let go of. */
export function endSetup(client: Client, job: JobId, out: WorkerOutput[]): void {
  if (client.setups.delete(job)) out.push({ kind: 'end-setup', client: client.id, job });
}

export function endSetups(client: Client, out: WorkerOutput[]): void {
  for (const job of client.setups) endSetup(client, job, out);
}
