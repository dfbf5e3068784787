import type { Cluster } from '@zfarm/scheduler';
import { operator } from './program-cluster.js';

// The operators of a cluster as functions, also for tasks. See docs/operators.md.

/** Maps each item to any number of results, and gives them all in the order of the data. @function */
export const flatMap: Cluster['flatMap'] = operator('flatMap');
/** Runs a function over every item for what it does. @function */
export const forEach: Cluster['forEach'] = operator('forEach');
/** Runs a function over the whole numbers `0 … n - 1`. @function */
export const range: Cluster['range'] = operator('range');
/** Maps items to numbers that are written into an array that is there already. @function */
export const mapInto: Cluster['mapInto'] = operator('mapInto');
/** Reduces items with an associative operator. @function */
export const reduce: Cluster['reduce'] = operator('reduce');
/** Reduces what a function makes of each item. @function */
export const mapReduce: Cluster['mapReduce'] = operator('mapReduce');
/** Reduces each part of the data by itself. @function */
export const reduceParts: Cluster['reduceParts'] = operator('reduceParts');
/** Running results of an associative operator. @function */
export const scan: Cluster['scan'] = operator('scan');
/** An item for which the predicate holds, or undefined. @function */
export const find: Cluster['find'] = operator('find');
/** Whether the predicate holds for one item at least. @function */
export const some: Cluster['some'] = operator('some');
/** Whether the predicate holds for all items. @function */
export const every: Cluster['every'] = operator('every');
/** Whether the predicate holds for no item. @function */
export const none: Cluster['none'] = operator('none');
/** For how many items the predicate holds. @function */
export const count: Cluster['count'] = operator('count');
/** The items for which the predicate holds. @function */
export const filter: Cluster['filter'] = operator('filter');
/** The items for which the predicate does not hold. @function */
export const reject: Cluster['reject'] = operator('reject');
/** The items for which the predicate holds, and the others. @function */
export const partition: Cluster['partition'] = operator('partition');
/** The item of the lowest rank. @function */
export const min: Cluster['min'] = operator('min');
/** The item of the highest rank. @function */
export const max: Cluster['max'] = operator('max');
/** Sorts into a new list, stable. @function */
export const sort: Cluster['sort'] = operator('sort');
/** The items by key. @function */
export const groupBy: Cluster['groupBy'] = operator('groupBy');
/** How many items there are of each key. @function */
export const countBy: Cluster['countBy'] = operator('countBy');
/** The first item of each key. @function */
export const distinct: Cluster['distinct'] = operator('distinct');
/** Divide and conquer. @function */
export const divide: Cluster['divide'] = operator('divide');
