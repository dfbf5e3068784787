export {
  type Announcement,
  announcementHeaders,
  type Capacity,
  memberGroup,
  parseAnnouncement,
  type Role,
  watchGroup,
} from './core/capacity.js';
export { CLUSTER_NAME_ACCEPTS, isClusterName } from './core/cluster-name.js';
export type { DeathCause, FailureRecord } from './core/failure.js';
export {
  type AttemptId,
  attemptId,
  type CodeHash,
  type JobId,
  jobId,
  type NestId,
  type NodeId,
  nestId,
} from './core/ids.js';
export { decodeLoad, encodeLoad, type Load } from './core/load.js';
export type { ParentSpan } from './core/parent-span.js';
export type {
  CallShape,
  ConsoleMode,
  Fault,
  Message,
  OutputStream,
  RetireManner,
  ToClient,
  ToWorker,
} from './core/protocol/message.js';
export type { Link, LinkHandler, LinkPeer } from './core/session/link.js';
export type { SessionStats } from './core/session/session-output.js';
export type { TransferFault } from './core/transfer/transfer-receiver.js';
export type { ValueRef } from './core/value-ref.js';
export { CodeCache } from './function/code-cache.js';
export { type CodePiece, decodeFunction, encodePiece, piecesOf } from './function/code-piece.js';
export { definedTasks } from './function/defined-task.js';
export { type ReviveOptions, reviveClasses, reviveFunction } from './function/revive-function.js';
export { type ShippedBundle, type ShippedFunction, withClasses } from './function/shipped-function.js';
export { decodeWhole, encodeWhole } from './function/whole-function.js';
export { PeerLinks, type PeerLinksOptions } from './session/peer-links.js';
export { keepFreedPages, releaseFrames } from './session/socket-memory.js';
export { OpenSpan, type SpanAttributes, type SpanBeginning, type SpanFault } from './span/open-span.js';
export { activeSpan, underSpan } from './span/parent-context.js';
export {
  type AmbientCluster,
  ambientCluster,
  provideAmbientCluster,
} from './task/ambient-cluster.js';
export { memoryInUse } from './task/memory-in-use.js';
export { processMetrics } from './task/process-metrics.js';
export { keepInProgram } from './task/program-only.js';
export {
  provideTaskContext,
  type TaskContext,
  TaskContextError,
  taskContext,
} from './task/task-context.js';
export { type AnyClass, type ClassCodec, ClassTable, registerClass } from './value/class-table.js';
export { failureRecord } from './value/failure-record.js';
export { decodeList, encodeList, ownsFrames, readList } from './value/list-codec.js';
export { copyFrames, type Payload, PayloadError, payloadBytes } from './value/payload.js';
export { reviveFailure } from './value/revive-failure.js';
export { UnshippableValueError } from './value/unshippable-value-error.js';
export { decodeValue, encodeValue } from './value/value-codec.js';
