import type { AdmissionFault } from './admission.js';
import type { BeaconFault } from './beacon-codec.js';
import type { CurveKey } from './curve-key.js';
import type { GossipFault } from './gossip-codec.js';
import type { MessageFault } from './message-codec.js';
import type { NodeEvent } from './node-event.js';
import type { NodeId } from './node-id.js';

/** Why something was not acted upon, or (the last two) acted upon with a shake of the head. */
export type Irregularity =
  | BeaconFault
  | MessageFault
  | GossipFault
  | AdmissionFault
  | 'key-mismatch'
  | 'gossip-full'
  | 'routing-id'
  | 'own-routing-id'
  | 'foreign-link'
  | 'foreign-interface'
  | 'goodbye-from-elsewhere'
  | 'goodbye-unproved'
  | 'beacon-contradicted'
  | 'too-many-peers'
  | 'too-many-groups'
  | 'peer-unknown'
  | 'peer-not-ready'
  | 'endpoint-unusable'
  | 'endpoint-taken'
  | 'recipient-unknown'
  | 'recipient-full'
  | 'election-stray'
  | 'sequence-gap'
  | 'status-mismatch';

/** What the core wants done, in this order. */
export type NodeOutput =
  | {
      readonly kind: 'connect-peer';
      readonly connection: number;
      readonly peer: NodeId;
      readonly endpoint: string;
      /** Only who has this key may be there. */
      readonly publicKey?: CurveKey;
    }
  /** What is under way there is lost, unless it is a goodbye. */
  | { readonly kind: 'disconnect-peer'; readonly connection: number; readonly goodbye?: true }
  | { readonly kind: 'send'; readonly connection: number; readonly frames: readonly Uint8Array[] }
  /** On the interface of the home with that index. */
  | { readonly kind: 'send-beacon'; readonly home: number; readonly datagram: Uint8Array }
  | { readonly kind: 'emit'; readonly event: NodeEvent }
  | { readonly kind: 'count'; readonly irregularity: Irregularity };
