export { checkQueue } from './check-queue.js';
export { ClusterQueue, type QueueOptions, type QueuePort } from './cluster-queue.js';
export { TaskOperators } from './task-operators.js';
