export { Cluster } from './cluster.js';
export type {
  AttemptFailedEvent,
  CancelEvent,
  ChunkAssignedEvent,
  ChunkDoneEvent,
  ClusterEvent,
  ClusterEventOf,
  ClusterEventType,
  ItemFailedEvent,
  ItemPoisonedEvent,
  JobEndedEvent,
  JobStartedEvent,
  RequeuedEvent,
  RetractedEvent,
  RetryEvent,
  SpeculativeRunEvent,
  SpeculativeWinEvent,
  UnmatchedEvent,
  WorkerBackEvent,
  WorkerDrainingEvent,
  WorkerJoinedEvent,
  WorkerLeftEvent,
  WorkerSilentEvent,
} from './cluster-event.js';
export { ClusterObserver, observe } from './cluster-observer.js';
export type { ClusterActivity, ClusterParts, LocalPool } from './cluster-parts.js';
export type {
  ClusterStats,
  DurationSpread,
  JobCounts,
  WorkCounts,
  WorkerCounts,
  WorkInFlight,
} from './cluster-stats.js';
export { connect } from './connect.js';
export type {
  ClusterOptions,
  ConnectOptions,
  LocalMode,
  ObserveOptions,
  RetireOptions,
  WaitOptions,
} from './connect-options.js';
export type { GraphProgress, NodeStatus } from './core/graph/graph-core.js';
export { GraphError, type GraphFault } from './core/graph/graph-error.js';
export type { NodeEvent, ObservedNode, ObserverEvent, TracedEvent } from './core/roster.js';
export type { ErrorDecision, ErrorHandler, ErrorPolicy, FailedItem, ResultUnder } from './error-policy.js';
export {
  ClusterClosedError,
  type FailurePlace,
  type ItemError,
  JobCancelledError,
  JobModeError,
  JobTimeoutError,
  NoWorkersError,
  PoisonTaskError,
  RemoteTaskError,
  type TaskDeath,
  TaskTimeoutError,
} from './errors.js';
export { type ClusterNetwork, type NetworkListener, zreNetwork } from './io/cluster-network.js';
export type { EventStream } from './io/event-stream.js';
export type { JobProgress, JobStats } from './io/job-progress.js';
export { type ProgressFacts, progressText } from './io/progress-text.js';
export type { TaskLog } from './io/task-log.js';
export { eraseLines, linesFor } from './io/terminal-lines.js';
export type { WorkerInfo } from './io/worker-directory.js';
export { Job } from './job.js';
export type { MapOptions } from './map-options.js';
export type { Broadcast, BroadcastOptions, BroadcastScope } from './operators/broadcast.js';
export { ChannelClosedError } from './operators/channel-closed-error.js';
export { ClusterQueue, type QueueOptions } from './operators/cluster-queue.js';
export type { DerivedJob } from './operators/derived-job.js';
export type { DivideOptions } from './operators/divide.js';
export type { ExtremeOptions, Rank } from './operators/extreme.js';
export { deferred, Future, type FutureState, type FutureTask } from './operators/future.js';
export type { ThunkResults } from './operators/gather.js';
export { Graph, type GraphPlan, type GraphValues, type SoundPlan } from './operators/graph.js';
export { GraphNodeError } from './operators/graph-node-error.js';
export type { DistinctOptions, Key } from './operators/group.js';
export type {
  ItemFunction,
  OperatorOptions,
  OperatorTarget,
  PartOptions,
  Sequence,
} from './operators/operator-target.js';
export { ParallelOperators } from './operators/parallel-operators.js';
export { QueueClosedError, QueueLostError } from './operators/queue-error.js';
export type { Combiner, ReduceOptions } from './operators/reduce.js';
export type { FindOptions } from './operators/search.js';
export type { Predicate } from './operators/select.js';
export type { Comparer, Sorted, SortOptions } from './operators/sort.js';
export { type NumberTarget, zip } from './operators/spread.js';
export {
  type ChannelOptions,
  type Received,
  type ReceiveOptions,
  TaskChannel,
} from './operators/task-channel.js';
export { TaskOperators } from './operators/task-operators.js';
export type { TaskTarget, Thunk, ThunkResult } from './operators/task-target.js';
export { OptionError } from './option-error.js';
export { PingError } from './ping-error.js';
export type { Requirements } from './requirements.js';
export { RetireError } from './retire-error.js';
export { progressLanes } from './show-progress.js';
export { TaskHandle } from './task-handle.js';
export type { TaskOptions } from './task-options.js';
export { UnmatchedRequirementsError, type UnmatchedWorker } from './unmatched-requirements-error.js';
