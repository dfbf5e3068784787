import type { NodeId } from './node-id.js';

interface Numbered {
  readonly sequence: number;
}

/** Zero or more opaque frames, handed on as they came. */
export type Content = readonly Uint8Array[];

export interface HelloMessage extends Numbered {
  readonly kind: 'hello';
  readonly endpoint: string;
  readonly groups: readonly string[];
  readonly status: number;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
}

export interface GroupChangeMessage extends Numbered {
  readonly kind: 'join' | 'leave';
  readonly group: string;
  /** The sender's count of joins and leaves after this one. */
  readonly status: number;
}

export interface WhisperMessage extends Numbered {
  readonly kind: 'whisper';
  readonly content: Content;
}

export interface ShoutMessage extends Numbered {
  readonly kind: 'shout';
  readonly group: string;
  readonly content: Content;
}

export interface SignalMessage extends Numbered {
  readonly kind: 'ping' | 'ping-ok' | 'goodbye';
}

export interface ElectMessage extends Numbered {
  readonly kind: 'elect';
  readonly group: string;
  readonly candidate: NodeId;
}

export interface LeaderMessage extends Numbered {
  readonly kind: 'leader';
  readonly group: string;
  readonly leader: NodeId;
}

/** The ten messages of ZRE: seven of RFC 36, and libzyre's ELECT, LEADER and GOODBYE. */
export type Message =
  | HelloMessage
  | WhisperMessage
  | ShoutMessage
  | GroupChangeMessage
  | SignalMessage
  | ElectMessage
  | LeaderMessage;

/** `Omit` that keeps the members of a union apart. */
type OmitEach<M, Key extends PropertyKey> = M extends unknown ? Omit<M, Key> : never;

/** What to say, before it is known which number it has for a peer. */
export type UnnumberedMessage = OmitEach<Message, 'sequence'>;
