import type { Message } from './message.js';
import { encodeMessage } from './message-codec.js';
import type { NodeOutput } from './node-output.js';
import type { Peer } from './peer.js';
import { nextSequence } from './sequence.js';

/** `Omit` that keeps the members of a union apart. */
type Unnumbered<M> = M extends Message ? Omit<M, 'sequence'> : never;

/** Numbers the message for this peer and sends it. */
export function sendTo(peer: Peer, message: Unnumbered<Message>, out: NodeOutput[]): void {
  peer.sentSequence = nextSequence(peer.sentSequence);
  const frames = encodeMessage({ ...message, sequence: peer.sentSequence } as Message);
  out.push({ kind: 'send', connection: peer.connection, frames });
}
