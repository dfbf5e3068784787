import { limits } from './limits.js';
import { watch } from './liveness.js';
import type { HelloMessage, Message } from './message.js';
import { encodeMessage } from './message-codec.js';
import type { NodeId } from './node-id.js';
import type { NodeOutput } from './node-output.js';
import type { NodeState } from './node-state.js';
import { createPeer, type Peer } from './peer.js';
import { nextSequence } from './sequence.js';

/** `Omit` that keeps the members of a union apart. */
type Unnumbered<M> = M extends Message ? Omit<M, 'sequence'> : never;

/** Numbers the message for this peer and sends it. */
export function sendTo(peer: Peer, message: Unnumbered<Message>, out: NodeOutput[]): void {
  peer.sentSequence = nextSequence(peer.sentSequence);
  const frames = encodeMessage({ ...message, sequence: peer.sentSequence } as Message);
  out.push({ kind: 'send', connection: peer.connection, frames });
}

/**
 * Connects to a node heard of and says HELLO. Whoever was at that endpoint before is gone: one endpoint is one process.
 * @returns undefined when there is no room for it.
 */
export function meetPeer(
  state: NodeState,
  id: NodeId,
  endpoint: string,
  now: number,
  out: NodeOutput[],
): Peer | undefined {
  const previous = state.peers.at(endpoint);
  if (previous !== undefined) losePeer(state, previous, out);
  if (state.peers.size >= limits.peersMax) {
    out.push({ kind: 'count', irregularity: 'too-many-peers' });
    return undefined;
  }
  const peer = createPeer(id, endpoint, state.nextConnection, now);
  state.nextConnection += 1;
  state.peers.add(peer);
  watch(state, peer);
  out.push({ kind: 'connect-peer', connection: peer.connection, peer: id, endpoint });
  sendTo(
    peer,
    {
      kind: 'hello',
      endpoint: state.endpoint,
      groups: [...state.ownGroups],
      status: state.status,
      name: state.name,
      headers: state.headers,
    },
    out,
  );
  return peer;
}

/** The peer has said HELLO: it enters, with its groups. */
export function admitPeer(state: NodeState, peer: Peer, hello: HelloMessage, out: NodeOutput[]): void {
  state.peers.markReady(peer);
  watch(state, peer);
  peer.name = hello.name;
  peer.headers = hello.headers;
  peer.reportedEndpoint = hello.endpoint;
  peer.receivedSequence = hello.sequence;
  const headers = Object.fromEntries(hello.headers);
  out.push({
    kind: 'emit',
    event: { type: 'enter', peer: peer.id, name: peer.name, headers, endpoint: hello.endpoint },
  });
  for (const group of hello.groups) addToGroup(state, peer, group, out);
  peer.status = hello.status;
}

export function addToGroup(state: NodeState, peer: Peer, group: string, out: NodeOutput[]): void {
  if (peer.groups.size >= limits.groupsPerPeerMax) {
    out.push({ kind: 'count', irregularity: 'too-many-groups' });
  } else if (state.groups.add(group, peer)) {
    out.push({ kind: 'emit', event: { type: 'join', peer: peer.id, name: peer.name, group } });
  }
}

/** Forgets the peer and closes our connection to it; one that had entered exits. */
export function losePeer(state: NodeState, peer: Peer, out: NodeOutput[]): void {
  state.groups.removeFromAll(peer);
  state.peers.remove(peer);
  out.push({ kind: 'disconnect-peer', connection: peer.connection });
  if (peer.ready) out.push({ kind: 'emit', event: { type: 'exit', peer: peer.id, name: peer.name } });
}
