import type { Cluster } from '@zfarm/scheduler';
import { defaultCluster } from './default-cluster.js';

// The operators of a cluster as functions on the default one. See docs/operators.md.

export const flatMap: Cluster['flatMap'] = (fn, data, options) => defaultCluster().flatMap(fn, data, options);
export const forEach: Cluster['forEach'] = (fn, data, options) => defaultCluster().forEach(fn, data, options);
export const range: Cluster['range'] = (n, fn, options) => defaultCluster().range(n, fn, options);
export const mapInto: Cluster['mapInto'] = (into, fn, data, options) =>
  defaultCluster().mapInto(into, fn, data, options);
export const reduce: Cluster['reduce'] = (combine, data, options) =>
  defaultCluster().reduce(combine, data, options);
export const mapReduce: Cluster['mapReduce'] = (map, combine, data, options) =>
  defaultCluster().mapReduce(map, combine, data, options);
export const reduceParts: Cluster['reduceParts'] = (combine, data, options) =>
  defaultCluster().reduceParts(combine, data, options);
export const scan: Cluster['scan'] = (combine, data, options) =>
  defaultCluster().scan(combine, data, options);
export const find: Cluster['find'] = (predicate, data, options) =>
  defaultCluster().find(predicate, data, options);
export const some: Cluster['some'] = (predicate, data, options) =>
  defaultCluster().some(predicate, data, options);
export const every: Cluster['every'] = (predicate, data, options) =>
  defaultCluster().every(predicate, data, options);
export const none: Cluster['none'] = (predicate, data, options) =>
  defaultCluster().none(predicate, data, options);
export const count: Cluster['count'] = (predicate, data, options) =>
  defaultCluster().count(predicate, data, options);
export const filter: Cluster['filter'] = (predicate, data, options) =>
  defaultCluster().filter(predicate, data, options);
export const reject: Cluster['reject'] = (predicate, data, options) =>
  defaultCluster().reject(predicate, data, options);
export const partition: Cluster['partition'] = (predicate, data, options) =>
  defaultCluster().partition(predicate, data, options);
export const min: Cluster['min'] = (data, options) => defaultCluster().min(data, options);
export const max: Cluster['max'] = (data, options) => defaultCluster().max(data, options);
export const sort: Cluster['sort'] = (data, options) => defaultCluster().sort(data, options);
export const groupBy: Cluster['groupBy'] = (by, data, options) => defaultCluster().groupBy(by, data, options);
export const countBy: Cluster['countBy'] = (by, data, options) => defaultCluster().countBy(by, data, options);
export const distinct: Cluster['distinct'] = (data, options) => defaultCluster().distinct(data, options);
