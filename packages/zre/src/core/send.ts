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

/** @param tell what of each home's port: itself, or zero for a goodbye */
export function sendBeacons(
  state: NodeState,
  tell: (mailboxPort: number) => number,
  out: NodeOutput[],
): void {
  const { id, security } = state;
  for (const [home, { mailboxPort }] of state.homes.entries()) {
    if (mailboxPort === undefined) continue;
    const beacon = {
      id,
      port: tell(mailboxPort),
      ...(security !== undefined && { publicKey: security.publicKey }),
    };
    out.push({ kind: 'send-beacon', home, datagram: encodeBeacon(beacon) });
  }
}
