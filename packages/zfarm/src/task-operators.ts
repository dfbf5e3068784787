import type { Cluster } from '@zfarm/scheduler';
import { operator } from './program-cluster.js';

// The operators of single tasks as functions, also for tasks. See docs/operators.md.

export const future: Cluster['future'] = operator('future');
export const speculate: Cluster['speculate'] = operator('speculate');
export const lazy: Cluster['lazy'] = operator('lazy');
export const all: Cluster['all'] = operator('all');
export const allOf: Cluster['allOf'] = operator('allOf');
export const anyOf: Cluster['anyOf'] = operator('anyOf');
export const apply: Cluster['apply'] = operator('apply');
export const channel: Cluster['channel'] = operator('channel');
export const graph: Cluster['graph'] = operator('graph');
export const queue: Cluster['queue'] = operator('queue');
export const kill: Cluster['kill'] = operator('kill');
export const running: Cluster['running'] = operator('running');
export const broadcast: Cluster['broadcast'] = operator('broadcast');
export const broadcastWith: Cluster['broadcastWith'] = operator('broadcastWith');
