import { type AmbientCluster, ambientCluster, provideAmbientCluster } from '@zfarm/cluster-core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import { type Cluster, Future, Graph, type MapOptions, TaskChannel, type TaskTarget } from '@zfarm/scheduler';
import { defaultCluster } from './default-cluster.js';

type AnyFunction = Shippable<(...args: unknown[]) => unknown>;
type Operator = (...args: unknown[]) => unknown;

/** What begins later than it was made finds whichever cluster is the default one then. */
const onDefaultCluster: TaskTarget = {
  submitWith: (options, fn, ...args) => defaultCluster().submitWith(options, fn, ...args),
};

const late: Pick<Cluster, 'lazy' | 'channel' | 'graph'> = {
  lazy: (fn, ...args) => new Future(() => onDefaultCluster.submitWith({}, fn, ...args)),
  channel: (options) => new TaskChannel(onDefaultCluster, options),
  graph: (plan, options) => Graph.of(onDefaultCluster, plan, options),
};

const programCluster: AmbientCluster = {
  map: (fn, data, options) =>
    defaultCluster().map(fn as AnyFunction, data as Iterable<unknown>, options as MapOptions),
  submit: (fn, args) => defaultCluster().submit(fn as AnyFunction, ...args),
  fork: (fn, args) => defaultCluster().submit(fn as AnyFunction, ...args),
  operate: (name, args) => {
    const own = (late as Readonly<Record<string, unknown>>)[name];
    if (own !== undefined) return (own as Operator)(...args);
    const cluster = defaultCluster();
    return (cluster as unknown as Readonly<Record<string, Operator>>)[name]?.call(cluster, ...args);
  },
};

// In a worker's thread it has been said already where the jobs of tasks go.
provideAmbientCluster(() => programCluster);

/** The method of a cluster as a function: on the default cluster or, inside a task, on that of the program whose task it is. */
export function operator<Name extends keyof Cluster & string>(name: Name): Cluster[Name] {
  const call: Operator = (...args) => ambientCluster().operate(name, args);
  return call as unknown as Cluster[Name];
}
