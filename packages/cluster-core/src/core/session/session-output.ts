import type { NodeId } from '../ids.js';
import type { Message } from '../protocol/message.js';
import type { TransferFault } from '../transfer/transfer-receiver.js';
import type { LinkPeer } from './link.js';

export type SessionOutput =
  | { readonly kind: 'whisper'; readonly peer: NodeId; readonly frames: readonly Uint8Array[] }
  /** Another part of a big value can leave: once the whispers are on their way, `go-on` brings it. */
  | { readonly kind: 'more'; readonly peer: NodeId }
  | { readonly kind: 'session-opened'; readonly peer: LinkPeer }
  | { readonly kind: 'session-closed'; readonly peer: NodeId }
  | { readonly kind: 'received'; readonly peer: NodeId; readonly messages: readonly Message[] }
  /** No message has come, but a part of a value, or word that one has arrived: the peer lives. */
  | { readonly kind: 'heard'; readonly peer: NodeId }
  /** The message will never be sent: the memory of its value was taken away before all of it had left. */
  | { readonly kind: 'spoilt'; readonly peer: NodeId; readonly message: Message }
  /** A message of the peer could not be read: its connection is to be dropped, so that both sides begin anew. */
  | { readonly kind: 'broken'; readonly peer: NodeId }
  /** The peer is of our cluster and role, but we cannot talk: `reason` names both sides. */
  | { readonly kind: 'refused'; readonly peer: LinkPeer; readonly reason: string };

/** What was dropped, by reason; for `stats()` and the doctor. */
export interface SessionStats {
  /** Whispers that did not return our token. */
  readonly wrongToken: number;
  /** Hellos of others than the node that our connection leads to. */
  readonly wrongIdentity: number;
  /** Peers whose key does not permit their role. */
  readonly roleDenied: number;
  /** Whispers that make no sense. */
  readonly badEnvelopes: number;
  /** Messages of a kind that this version does not know. */
  readonly unknownKinds: number;
  /** Messages that a node of the peer's role may not send to one of ours. */
  readonly wrongWay: number;
  /** Whispers of peers without a session. */
  readonly strangers: number;
  /** Faults of transfers, by reason. */
  readonly transferFaults: Readonly<Partial<Record<TransferFault, number>>>;
  /** Messages dropped because their value never came. */
  readonly lostValues: number;
}
