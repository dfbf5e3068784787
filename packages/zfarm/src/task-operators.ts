import type { Cluster } from '@zfarm/scheduler';
import { operator } from './program-cluster.js';

// The operators of single tasks as functions, also for tasks. See docs/operators.md.

/** Runs a function once; its value may be given by others as well. @function */
export const future: Cluster['future'] = operator('future');
/** Runs a function that may not be needed, behind everything else. @function */
export const speculate: Cluster['speculate'] = operator('speculate');
/** Runs a function when its value is first awaited. @function */
export const lazy: Cluster['lazy'] = operator('lazy');
/** Runs the functions of an object as tasks, and yields their results by the same names. @function */
export const all: Cluster['all'] = operator('all');
/** Like `a && b && c` with all at once. @function */
export const allOf: Cluster['allOf'] = operator('allOf');
/** Like `a || b || c` with all at once. @function */
export const anyOf: Cluster['anyOf'] = operator('anyOf');
/** Runs functions as tasks and calls another one, here, with their results. @function */
export const apply: Cluster['apply'] = operator('apply');
/** Results of tasks in the order in which they complete. @function */
export const channel: Cluster['channel'] = operator('channel');
/** Values that are computed from one another, each by a task. @function */
export const graph: Cluster['graph'] = operator('graph');
/** A bounded channel that every program of the cluster, and every task, opens by its name. @function */
export const queue: Cluster['queue'] = operator('queue');
/** Cancels all jobs and tasks of a tag. @function */
export const kill: Cluster['kill'] = operator('kill');
/** How many jobs and tasks of each tag have not ended. @function */
export const running: Cluster['running'] = operator('running');
/** Runs a function once on every worker, those that come later included. @function */
export const broadcast: Cluster['broadcast'] = operator('broadcast');
/** Likewise, in every thread or only on workers that are here. @function */
export const broadcastWith: Cluster['broadcastWith'] = operator('broadcastWith');
