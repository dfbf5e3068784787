import { ambientCluster } from '@zfarm/cluster-core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import './program-cluster.js';

/**
 * Inside a task: runs a function as a task of its own while there are too few to keep all slots busy; after that it is a
 * plain call in the same thread. For tasks that call themselves: the tree of tasks grows as wide as the cluster needs, and no
 * wider. Even a plain call costs a promise, so the smallest problems should be solved without. Elsewhere it is `submit`.
 *
 * @throws UnshippableFunctionError when the function cannot travel.
 */
export function fork<Arguments extends unknown[], R>(
  fn: Exclude<Shippable<(...args: Arguments) => R>, URL>,
  ...args: Arguments
): Promise<Awaited<R>> {
  return ambientCluster().fork(fn, args) as Promise<Awaited<R>>;
}
