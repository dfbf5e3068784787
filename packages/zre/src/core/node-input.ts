import type { CurveKey } from './curve-key.js';
import type { Home } from './home.js';
import type { Content } from './message.js';
import type { NodeId } from './node-id.js';
import type { Timings } from './timings.js';

/** What the application asks for. */
export type ApiCall =
  /** Sockets are open, on at least one interface. */
  | { readonly kind: 'start'; readonly homes: readonly Home[] }
  /** The mailbox listens elsewhere now: the interface of that home has changed its address; or it is one more home. */
  | { readonly kind: 'move'; readonly index: number; readonly home: Home }
  | { readonly kind: 'stop' }
  | { readonly kind: 'join'; readonly group: string }
  | { readonly kind: 'leave'; readonly group: string }
  /** Join the group and stand for its leader, from now on. */
  | { readonly kind: 'contest'; readonly group: string }
  | { readonly kind: 'set-name'; readonly name: string }
  | { readonly kind: 'set-header'; readonly key: string; readonly value: string }
  | { readonly kind: 'set-timings'; readonly timings: Timings }
  | { readonly kind: 'whisper'; readonly peer: NodeId; readonly content: Content }
  /** End the conversation with the peer; at its next beacon or HELLO a new one begins. */
  | { readonly kind: 'drop'; readonly peer: NodeId }
  /** The same, and the peer is told. */
  | { readonly kind: 'dismiss'; readonly peer: NodeId }
  | { readonly kind: 'shout'; readonly group: string; readonly content: Content };

/** A datagram on the beacon port, and the address it came from. */
export interface BeaconReceived {
  readonly kind: 'beacon-received';
  readonly datagram: Uint8Array;
  readonly address: string;
}

/** A message from the mailbox: the sender's routing id, then the message's own frames. */
export interface MessageReceived {
  readonly kind: 'message-received';
  readonly frames: Content;
}

/** News of an outgoing connection, by the number the core gave it in `connect-peer`. */
export type ConnectionInput =
  /** It broke, was refused for good, or could not be made. */
  | { readonly kind: 'connection-lost'; readonly connection: number }
  /** Nobody could be reached there just now; it is tried again. */
  | { readonly kind: 'connection-failed'; readonly connection: number }
  /** As much waits for it as may: nothing more is whispered there until `connection-drained`. */
  | { readonly kind: 'connection-full'; readonly connection: number }
  | { readonly kind: 'connection-drained'; readonly connection: number };

/** A node that we were told of by gossip or by the application. Without an id, only its endpoint is known. */
export interface PeerAnnounced {
  readonly kind: 'peer-announced';
  readonly peer?: NodeId;
  readonly endpoint: string;
  readonly publicKey?: CurveKey | undefined;
  /** Look for it until the node stops. */
  readonly required: boolean;
}

/** Nothing but time has passed. */
export interface Tick {
  readonly kind: 'tick';
}

export type NodeInput = ApiCall | BeaconReceived | MessageReceived | ConnectionInput | PeerAnnounced | Tick;
