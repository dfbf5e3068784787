import { ambientCluster, type TaskContext } from '@zfarm/cluster-core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import type { ErrorHandler, Job, MapOptions, ResultUnder } from '@zfarm/scheduler';
import './program-cluster.js';

/**
 * Runs a function over every item of the data, on the workers of the network or, where none answers, on this machine.
 * Await the job for all results in order, or iterate it for a stream. Uses the default cluster, which is joined at first use
 * and closes itself; the `ZFARM_*` variables of `ConnectOptions` say which it is.
 *
 * Inside a task the job belongs to the program whose task it is, and ends with the task.
 *
 * @param fn is given an item and, if it has a second parameter, a context; or a defined task, or the URL of a module.
 * @param data any iterable or async iterable but a string; a typed array is taken item by item.
 * @param options retries, time limits, order, where it runs and what else there is.
 * @returns the job: await it, iterate it, or cancel it.
 * @throws OptionError for options or data it does not accept.
 * @throws UnshippableFunctionError when the function cannot travel.
 */
export function runOnCluster<
  T,
  R,
  Setup = undefined,
  Value = never,
  Mode extends 'fail' | 'collect' = 'fail',
>(
  fn: Shippable<(item: T, context: TaskContext<Setup>) => R>,
  data: Iterable<T> | AsyncIterable<T>,
  options: MapOptions<Setup, Mode | ErrorHandler<T, Value>> = {},
): Job<ResultUnder<Mode, Awaited<R>, Value>> {
  return ambientCluster().map(fn, data, options) as Job<ResultUnder<Mode, Awaited<R>, Value>>;
}
