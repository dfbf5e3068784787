/** The pure core, for the simulator. */
export { type CreditClaim, creditDepth, creditLimits } from './credit-rule.js';
export { CANCEL_GRACE_MS, CODE_WAIT_MS, CREDIT_LAPSE_MS, LOAD_INTERVAL_MS, SLOT_RUNS_MAX } from './limits.js';
export { WorkerCore, type WorkerCoreOptions } from './worker-core.js';
export type {
  ClientMessages,
  Drain,
  LoadAsked,
  NestedWord,
  SessionClosed,
  SessionOpened,
  SlotCut,
  SlotDied,
  SlotDone,
  SlotFailed,
  SlotInput,
  SlotLog,
  SlotNested,
  SlotProgress,
  SlotReady,
  SlotResumed,
  SlotSlice,
  SlotSuspended,
  Tick,
  WorkerInput,
} from './worker-input.js';
export type {
  CutRun,
  Drained,
  Drop,
  DropCode,
  DropReason,
  EndSetup,
  EndThread,
  HandRuns,
  Interrupt,
  KeepCode,
  LoadChanged,
  RunSpec,
  Send,
  TellNested,
  WorkerOutput,
} from './worker-output.js';
