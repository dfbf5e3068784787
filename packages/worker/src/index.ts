/**
 * Serves tasks on a pool of threads, in a program of your own; `zfarm worker` does it from the command line.
 *
 * @module @zfarm/worker
 */
export type {
  Capacity,
  DeathCause,
  Load,
  RetireManner,
  SessionStats,
  TransferFault,
} from '@zfarm/cluster-core';
export type { GossipWish } from '@zfarm/security';
export { ClusterWorker, type ClusterWorkerOptions, type ClusterWorkerStats } from './cluster-worker.js';
export type { DropReason } from './core/worker-output.js';
export type { RetireRequest, WorkerStats } from './io/worker-driver.js';
export { LocalWorker, type LocalWorkerOptions } from './local-worker.js';
export { type ThreadOptions, WorkerOptionError } from './options.js';
export { WorkerThreadsError } from './worker-threads-error.js';
