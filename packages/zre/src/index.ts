/**
 * A node of a ZRE network (RFC 36): presence, groups, whisper and shout, without a server.
 *
 * @module @zfarm/zre
 */
export { blankFrames } from './blank-frames.js';
export type { ZreContent } from './content.js';
export type { AdmissionFault } from './core/admission.js';
export type { BeaconFault } from './core/beacon-codec.js';
export type { GossipFault } from './core/gossip-codec.js';
export type { MessageFault } from './core/message-codec.js';
export type { Irregularity } from './core/node-output.js';
export type { Timings } from './core/timings.js';
export { type CurveKeyPair, generateCurveKeyPair, type ZreCurveOptions } from './curve-options.js';
export { ZreOptionError, ZreTransportError, ZreUsageError } from './errors.js';
export type {
  EnterEvent,
  EvasiveEvent,
  ExitEvent,
  JoinEvent,
  LeaderEvent,
  LeaveEvent,
  ShoutEvent,
  SilentEvent,
  StopEvent,
  WhisperEvent,
  ZreEvent,
  ZreEventOf,
  ZreEventType,
} from './events.js';
export type { ZreGuardOptions } from './guard-options.js';
export type { Logger, LogMethod } from './logger.js';
export type { ZreNodeOptions } from './options.js';
export { type Handlers, Pipe } from './pipe.js';
export { ZreNode, type ZreStats } from './zre-node.js';
