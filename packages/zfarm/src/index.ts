export { type TaskContext, TaskContextError, taskContext, UnshippableValueError } from '@zfarm/cluster-core';
export {
  defineTask,
  isTask,
  type ModuleUrl,
  moduleUrl,
  type Shippable,
  type Task,
  UnshippableFunctionError,
} from '@zfarm/cluster-core/shipping';
export {
  type Cluster,
  ClusterClosedError,
  type ClusterOptions,
  type ConnectOptions,
  type ItemError,
  type Job,
  JobCancelledError,
  JobModeError,
  type JobProgress,
  type JobStats,
  JobTimeoutError,
  type LocalMode,
  type MapOptions,
  NoWorkersError,
  OptionError,
  PoisonTaskError,
  RemoteTaskError,
  type Requirements,
  type TaskDeath,
  type TaskHandle,
  type TaskLog,
  type TaskOptions,
  TaskTimeoutError,
  type WaitOptions,
  type WorkerInfo,
} from '@zfarm/scheduler';
export { connect } from './connect.js';
export { runOnCluster } from './run-on-cluster.js';
