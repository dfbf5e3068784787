import { type Cluster, Future, Graph, TaskChannel, type TaskTarget } from '@zfarm/scheduler';
import { defaultCluster } from './default-cluster.js';

// The operators of single tasks as functions on the default cluster. See docs/operators.md.

/** What begins later than it was made finds whichever cluster is the default one then. */
const onDefaultCluster: TaskTarget = {
  submitWith: (options, fn, ...args) => defaultCluster().submitWith(options, fn, ...args),
};

export const future: Cluster['future'] = (fn, ...args) => defaultCluster().future(fn, ...args);
export const speculate: Cluster['speculate'] = (fn, ...args) => defaultCluster().speculate(fn, ...args);
export const lazy: Cluster['lazy'] = (fn, ...args) =>
  new Future(() => onDefaultCluster.submitWith({}, fn, ...args));
export const all: Cluster['all'] = (thunks, options) => defaultCluster().all(thunks, options);
export const allOf: Cluster['allOf'] = (...thunks) => defaultCluster().allOf(...thunks);
export const anyOf: Cluster['anyOf'] = (...thunks) => defaultCluster().anyOf(...thunks);
export const apply: Cluster['apply'] = (fn, thunks, options) => defaultCluster().apply(fn, thunks, options);
export const channel: Cluster['channel'] = (options) => new TaskChannel(onDefaultCluster, options);
export const graph: Cluster['graph'] = (plan, options) => Graph.of(onDefaultCluster, plan, options);
export const kill: Cluster['kill'] = (tag, options) => defaultCluster().kill(tag, options);
export const running: Cluster['running'] = () => defaultCluster().running();
export const broadcast: Cluster['broadcast'] = (fn, ...args) => defaultCluster().broadcast(fn, ...args);
export const broadcastWith: Cluster['broadcastWith'] = (options, fn, ...args) =>
  defaultCluster().broadcastWith(options, fn, ...args);
