import { ambientCluster } from '@zfarm/cluster-core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import type { TaskHandle } from '@zfarm/scheduler';

/**
 * Runs a function once, on the default cluster or, inside a task, on that of the program whose task it is.
 *
 * @throws UnshippableFunctionError when the function cannot travel.
 */
export function submit<Arguments extends unknown[], R>(
  fn: Shippable<(...args: Arguments) => R>,
  ...args: Arguments
): TaskHandle<Awaited<R>> {
  return ambientCluster().submit(fn, args) as TaskHandle<Awaited<R>>;
}
