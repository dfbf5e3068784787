/** The pure core, for the simulator. */
export { GraphCore, type GraphOutput } from './graph/graph-core.js';
export { CHUNK_BYTES_MAX } from './limits.js';
export { SchedulerCore } from './scheduler-core.js';
export type { JobPolicy, SchedulerInput, Verdict } from './scheduler-input.js';
export type {
  ItemFailed,
  ItemFaltered,
  ItemLoss,
  ItemsSettled,
  JobEnded,
  NestedOpened,
  NestedOver,
  NestedTold,
  SchedulerOutput,
} from './scheduler-output.js';
export type { LocalMode, SchedulerOptions } from './scheduler-state.js';
