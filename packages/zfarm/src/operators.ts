import type { Cluster } from '@zfarm/scheduler';
import { operator } from './program-cluster.js';

// The operators of a cluster as functions, also for tasks. See docs/operators.md.

export const flatMap: Cluster['flatMap'] = operator('flatMap');
export const forEach: Cluster['forEach'] = operator('forEach');
export const range: Cluster['range'] = operator('range');
export const mapInto: Cluster['mapInto'] = operator('mapInto');
export const reduce: Cluster['reduce'] = operator('reduce');
export const mapReduce: Cluster['mapReduce'] = operator('mapReduce');
export const reduceParts: Cluster['reduceParts'] = operator('reduceParts');
export const scan: Cluster['scan'] = operator('scan');
export const find: Cluster['find'] = operator('find');
export const some: Cluster['some'] = operator('some');
export const every: Cluster['every'] = operator('every');
export const none: Cluster['none'] = operator('none');
export const count: Cluster['count'] = operator('count');
export const filter: Cluster['filter'] = operator('filter');
export const reject: Cluster['reject'] = operator('reject');
export const partition: Cluster['partition'] = operator('partition');
export const min: Cluster['min'] = operator('min');
export const max: Cluster['max'] = operator('max');
export const sort: Cluster['sort'] = operator('sort');
export const groupBy: Cluster['groupBy'] = operator('groupBy');
export const countBy: Cluster['countBy'] = operator('countBy');
export const distinct: Cluster['distinct'] = operator('distinct');
export const divide: Cluster['divide'] = operator('divide');
