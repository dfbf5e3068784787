/** The pure core: what the simulator and the cores of worker and scheduler build on. */
export {
  type Announcement,
  announcementHeaders,
  type Capacity,
  memberGroup,
  parseAnnouncement,
  type Role,
  traceGroup,
  watchGroup,
} from './capacity.js';
export { CLUSTER_NAME_ACCEPTS, isClusterName } from './cluster-name.js';
export type { DeathCause, FailureRecord } from './failure.js';
export {
  type AttemptId,
  attemptId,
  type CodeHash,
  type JobId,
  jobId,
  type NestId,
  type NodeId,
  nestId,
} from './ids.js';
export { decodeJobs, encodeJobs, type JobReport, type JobSummary } from './job-summary.js';
export {
  ACK_BYTES,
  ATTEMPTS_PER_SESSION_MAX,
  CHUNK_ITEMS_MAX,
  ENVELOPE_FRAMES_MAX,
  ENVELOPE_HEAD_BYTES_MAX,
  ENVELOPE_MESSAGES_MAX,
  FRAGMENT_BYTES,
  FRAGMENT_BYTES_MAX,
  INLINE_BYTES_MAX,
  JOBS_TOLD_MAX,
  LOG_TEXT_CHARS_MAX,
  NESTED_JOBS_MAX,
  NESTING_DEPTH_MAX,
  PROTOCOL_VERSION_MAX,
  PROTOCOL_VERSION_MIN,
  QUEUE_NAME_CHARS_MAX,
  QUEUES_MAX,
  RESOURCES_MAX,
  SLOTS_MAX,
  TIMEOUT_MS_MAX,
  TOKEN_BYTES,
  TRACE_CHUNKS_MAX,
  TRACE_FAULTS_MAX,
  TRACE_NAMES_MAX,
  TRACE_NOTES_MAX,
  VALUE_BYTES_MAX,
  WEIGHT_MAX,
  WINDOW_BYTES_MAX,
  WINDOW_MS,
} from './limits.js';
export { decodeLoad, encodeLoad, type Load } from './load.js';
export { loadMetrics, type MeasuredWorker } from './load-metrics.js';
export { MEMORY_SIZE_ACCEPTS, memoryBytesOf, memoryText } from './memory-size.js';
export { counter, gauge, type Metric, type MetricFamily, metricsText } from './metrics-text.js';
export type { ParentSpan } from './parent-span.js';
export { decodeEnvelope, type Envelope, encodeEnvelopes } from './protocol/envelope.js';
export type {
  Alive,
  Assign,
  CallShape,
  Cancel,
  CodeNeed,
  CodePut,
  ConsoleMode,
  Credit,
  Cut,
  Demand,
  Done,
  Draining,
  Failed,
  Fault,
  Heartbeat,
  Hello,
  JobOver,
  Log,
  Message,
  OutputStream,
  Progress,
  Retire,
  RetireManner,
  Retract,
  Slice,
  Started,
  ToClient,
  ToWorker,
  WireMessage,
} from './protocol/message.js';
export type {
  NestedCall,
  NestedCancel,
  NestedCode,
  NestedEnded,
  NestedNeed,
  NestedOpen,
  NestedSlice,
  NestedToClient,
  NestedToWorker,
  NestedWindow,
  Resumed,
  Suspended,
} from './protocol/nested-message.js';
export type {
  QueueAnswer,
  QueueAsk,
  QueueClaim,
  QueueItem,
  QueueMessage,
  QueueOutcome,
  QueuePush,
  QueueQuestion,
  QueueTaken,
  QueueWithdraw,
} from './protocol/queue-message.js';
export {
  fitsWithin,
  isResourceName,
  RESOURCE_NAME_ACCEPTS,
  type Reservation,
  unitsOf,
} from './reservation.js';
export type { Link, LinkHandler, LinkPeer } from './session/link.js';
export { SessionCore, type SessionCoreOptions } from './session/session-core.js';
export type { SessionInput, SessionPeer } from './session/session-input.js';
export type { SessionOutput, SessionStats } from './session/session-output.js';
export {
  decodeTrace,
  encodeTrace,
  type TracedChunk,
  type TracedFault,
  type TracedNote,
  type TraceReport,
} from './trace-report.js';
export type { ValueRef } from './value-ref.js';
