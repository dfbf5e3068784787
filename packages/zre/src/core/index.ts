/** The pure part of a ZRE node, for simulation. Not covered by the promises of the package's main entry. */
export type { SecureIdentity } from './admission.js';
export { type Beacon, type BeaconFault, decodeBeacon, encodeBeacon } from './beacon-codec.js';
export { type CurveKey, curveKeyFromBytes, curveKeyToBytes } from './curve-key.js';
export { GossipCore, type GossipInput, type GossipLink, type GossipOutput } from './gossip-core.js';
export type { Home, Network } from './home.js';
export { limits } from './limits.js';
export type { Content, HelloMessage, Message } from './message.js';
export { decodeMessage, encodeMessage, type MessageFault } from './message-codec.js';
export { NodeCore } from './node-core.js';
export type { NodeEvent } from './node-event.js';
export {
  isNodeId,
  type NodeId,
  nodeIdFromBytes,
  nodeIdToBytes,
  routingIdOf,
} from './node-id.js';
export type { ConnectionInput, NodeInput } from './node-input.js';
export type { Irregularity, NodeOutput } from './node-output.js';
export type { NodeCoreOptions } from './node-state.js';
export type { Peer } from './peer.js';
export { defaultTimings, type Timings } from './timings.js';
