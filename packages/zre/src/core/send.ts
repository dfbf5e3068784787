import { encodeBeacon } from './beacon-codec.js';
import type { UnnumberedMessage } from './message.js';
import { encodeMessage } from './message-codec.js';
import type { NodeOutput } from './node-output.js';
import type { NodeState } from './node-state.js';
import type { Peer } from './peer.js';
import { nextSequence } from './sequence.js';

/** Numbers the message for this peer and sends it. */
export function sendTo(peer: Peer, message: UnnumberedMessage, out: NodeOutput[]): void {
  peer.sentSequence = nextSequence(peer.sentSequence);
  const frames = encodeMessage(message, peer.sentSequence);
  out.push({ kind: 'send', connection: peer.connection, frames });
}

/** @param port of our mailbox, or zero for a goodbye */
export function sendBeacon(state: NodeState, port: number, out: NodeOutput[]): void {
  const { id, curve } = state;
  const datagram = encodeBeacon({ id, port, ...(curve !== undefined && { publicKey: curve.publicKey }) });
  out.push({ kind: 'send-beacon', datagram });
}
