import { keepInProgram } from '@zfarm/cluster-core';
import { Cluster } from './cluster.js';
import type { ClusterParts } from './cluster-parts.js';
import type { ConnectOptions } from './connect-options.js';

/**
 * Joins a cluster; resolves once `minWorkers` are here.
 *
 * @throws OptionError, NoWorkersError, or what went wrong with the network.
 */
export async function connect(options: ConnectOptions = {}, parts: ClusterParts = {}): Promise<Cluster> {
  const cluster = new Cluster(options, parts);
  try {
    await cluster.ready;
    const { minWorkers = 0, timeoutMs, signal } = options;
    if (minWorkers > 0) await cluster.waitForWorkers(minWorkers, { timeoutMs, signal });
    return cluster;
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

keepInProgram(connect);
keepInProgram(Cluster);
