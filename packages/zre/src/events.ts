import type { ZreContent } from './content.js';

interface OfPeer {
  /** UUID: 32 upper-case hexadecimal digits. */
  readonly peer: string;
  /** What it is called. */
  readonly name: string;
}

/** A node has said HELLO. The first event of every peer. */
export interface EnterEvent extends OfPeer {
  readonly type: 'enter';
  /** What its HELLO told of it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where its mailbox listens, as in `tcp://192.0.2.7:49152`. */
  readonly endpoint: string;
}

/** A peer said goodbye, broke its connection, was unheard for `expiredMs`, or started a new conversation. */
export interface ExitEvent extends OfPeer {
  readonly type: 'exit';
}

/** A peer has joined a group; also for each group it is in already when it enters. */
export interface JoinEvent extends OfPeer {
  readonly type: 'join';
  /** Name of the group. */
  readonly group: string;
}

/** A peer has left a group. There is none when it exits. */
export interface LeaveEvent extends OfPeer {
  readonly type: 'leave';
  /** Name of the group. */
  readonly group: string;
}

/** A message for this node alone. */
export interface WhisperEvent extends OfPeer {
  readonly type: 'whisper';
  /** The frames as they came, not copied. */
  readonly content: Buffer[];
  /** Whispers to the sender. @returns false as `whisper` does */
  reply(content: ZreContent): boolean;
}

/** A message for a group. */
export interface ShoutEvent extends OfPeer {
  readonly type: 'shout';
  /** Name of the group. */
  readonly group: string;
  /** The frames as they came, not copied. */
  readonly content: Buffer[];
  /** Whispers to the sender, not to the group. @returns false as `whisper` does */
  reply(content: ZreContent): boolean;
}

/** A peer was unheard for `evasiveMs` and is being pinged. Once until it is heard again. */
export interface EvasiveEvent extends OfPeer {
  readonly type: 'evasive';
}

/** A pinged peer was unheard for `silentMs`. Once until it is heard again. */
export interface SilentEvent extends OfPeer {
  readonly type: 'silent';
}

/** A group has elected a leader, which may be this node. */
export interface LeaderEvent extends OfPeer {
  readonly type: 'leader';
  /** Name of the group. */
  readonly group: string;
}

/** This node has stopped. Its last event, with its own UUID and name. */
export interface StopEvent extends OfPeer {
  readonly type: 'stop';
}

/** What a node tells of its network; `type` says which. */
export type ZreEvent =
  | EnterEvent
  | ExitEvent
  | JoinEvent
  | LeaveEvent
  | WhisperEvent
  | ShoutEvent
  | EvasiveEvent
  | SilentEvent
  | LeaderEvent
  | StopEvent;

/** Names of events, as `on` takes them: `'enter'`, `'whisper'`, … */
export type ZreEventType = ZreEvent['type'];

/** The event of a name: `ZreEventOf<'shout'>`. */
export type ZreEventOf<Type extends ZreEventType> = Extract<ZreEvent, { readonly type: Type }>;
