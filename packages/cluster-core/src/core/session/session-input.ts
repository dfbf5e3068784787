import type { NodeId } from '../ids.js';
import type { Message, SessionIdentity } from '../protocol/message.js';

/** A peer as ZRE announces it. */
export interface SessionPeer {
  readonly id: NodeId;
  readonly name: string;
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type SessionInput =
  /** `token`: fresh random bytes, given out to this peer for this session alone. `identity`: ours, where nodes have keys. */
  | {
      readonly kind: 'peer-entered';
      readonly peer: SessionPeer;
      readonly token: Uint8Array;
      readonly identity?: SessionIdentity;
    }
  | { readonly kind: 'peer-exited'; readonly peer: NodeId }
  | { readonly kind: 'whisper-received'; readonly peer: NodeId; readonly frames: readonly Uint8Array[] }
  | { readonly kind: 'send'; readonly peer: NodeId; readonly messages: readonly Message[] }
  /** What `more` has announced. */
  | { readonly kind: 'go-on'; readonly peer: NodeId };
