import type { LinkHandler, ToClient, ToWorker } from '@zfarm/cluster-core/core';
import type { ClusterOptions } from './connect-options.js';
import type { ClusterNetwork } from './io/cluster-network.js';

/** What a cluster handle is built from. */
export interface ClusterParts {
  /** Opens the pool of threads inside this process. Without it nothing runs at home. */
  readonly openLocal?: LocalPool | undefined;
  /** Makes the node on the network; a ZRE node unless replaced. */
  readonly openNetwork?: ((options: ClusterOptions) => ClusterNetwork) | undefined;
}

/** Opens a pool of so many threads (default: one per core) and links it with the handler. */
export type LocalPool = (
  threads: number | undefined,
  handler: LinkHandler<ToWorker, ToClient>,
) => { close(): Promise<void> };

/**
 * What a cluster is at: something is `running`; or all that is left has its window full and only waits for the
 * `consumer` to take results; or it is `idle`.
 */
export type ClusterActivity = 'running' | 'consumer' | 'idle';
