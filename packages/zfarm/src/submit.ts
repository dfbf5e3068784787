import { ambientCluster } from '@zfarm/cluster-core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import type { TaskHandle } from '@zfarm/scheduler';

/**
 * Runs a function once, on the default cluster or, inside a task, on that of the program whose task it is.
 *
 * @param fn a function, a defined task, or the URL of a module that stands for its default export.
 * @param args what it is given; read once, at the call.
 * @returns a promise of what it yields, that can be cancelled.
 * @throws UnshippableFunctionError when the function cannot travel.
 */
export function submit<Arguments extends unknown[], R>(
  fn: Shippable<(...args: Arguments) => R>,
  ...args: Arguments
): TaskHandle<Awaited<R>> {
  return ambientCluster().submit(fn, args) as TaskHandle<Awaited<R>>;
}
