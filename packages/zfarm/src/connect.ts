import { keepInProgram } from '@zfarm/cluster-core';
import { type Cluster, type ConnectOptions, connect as connectWith } from '@zfarm/scheduler';
import { openLocalPool } from './local-pool.js';

/**
 * Joins a cluster and resolves once `minWorkers` (default 0) are here. The handle lives, and keeps the process alive, until
 * it is closed: `await using cluster = await connect()` or `await cluster.close()`.
 *
 * @throws OptionError, or MeetingOptionError, for an option it does not accept; SecurityError for want of a key on a network; what keeps it
 * from the network; NoWorkersError when the workers have not come in time.
 */
export function connect(options: ConnectOptions = {}): Promise<Cluster> {
  return connectWith(options, { openLocal: openLocalPool });
}

keepInProgram(connect);
