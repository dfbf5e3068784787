import { admissionFault } from './admission.js';
import { publicKeyHeader } from './curve-key.js';
import { memberGained, memberLost } from './election.js';
import { homeFacing, hostOf } from './home.js';
import { limits } from './limits.js';
import { watch } from './liveness.js';
import type { HelloMessage } from './message.js';
import type { NodeOutput } from './node-output.js';
import type { NodeState } from './node-state.js';
import { createPeer, type Peer, type Rumour } from './peer.js';
import { sendTo } from './send.js';

/**
 * Connects to a node heard of and says HELLO. Whoever was at that endpoint before is gone, since one endpoint is one process; but between
 * nodes that prove who they are, only its connection tells that of one that has entered.
 * @returns undefined when there is no room for it, or it is not to be trusted.
 */
export function meetPeer(state: NodeState, rumour: Rumour, now: number, out: NodeOutput[]): Peer | undefined {
  const { id, endpoint, publicKey } = rumour;
  const fault = admissionFault(state.security, publicKey);
  if (fault !== undefined) {
    out.push({ kind: 'count', irregularity: fault });
    return undefined;
  }
  for (const previous of state.peers.at(endpoint))
    if (state.security === undefined || !previous.ready) losePeer(state, previous, now, out);
  if (state.peers.size >= limits.peersMax) {
    out.push({ kind: 'count', irregularity: 'too-many-peers' });
    return undefined;
  }
  const peer = createPeer(rumour, state.nextConnection, now);
  state.nextConnection += 1;
  state.peers.add(peer);
  watch(state, peer);
  out.push({
    kind: 'connect-peer',
    connection: peer.connection,
    peer: id,
    endpoint,
    ...(publicKey !== undefined && { publicKey }),
  });
  sendTo(
    peer,
    {
      kind: 'hello',
      endpoint: homeFacing(state, hostOf(endpoint) ?? '')?.endpoint ?? '',
      groups: [...state.ownGroups],
      status: state.status,
      name: state.name,
      headers: ownHeaders(state),
    },
    out,
  );
  return peer;
}

function ownHeaders(state: NodeState): ReadonlyMap<string, string> {
  if (state.security === undefined) return state.headers;
  return new Map(state.headers).set(publicKeyHeader, state.security.publicKey);
}

/** The peer has said HELLO: it enters, with its groups. */
export function admitPeer(
  state: NodeState,
  peer: Peer,
  { hello, link }: { readonly hello: HelloMessage; readonly link: Uint8Array },
  now: number,
  out: NodeOutput[],
): void {
  state.peers.markReady(peer);
  peer.link = link;
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
  for (const group of peer.groups) memberGained(state, group, now, out);
}

export function addToGroup(state: NodeState, peer: Peer, group: string, out: NodeOutput[]): void {
  if (peer.groups.size >= limits.groupsPerPeerMax) {
    out.push({ kind: 'count', irregularity: 'too-many-groups' });
  } else if (state.groups.add(group, peer)) {
    out.push({ kind: 'emit', event: { type: 'join', peer: peer.id, name: peer.name, group } });
  }
}

/**
 * Forgets the peer and closes our connection to it; one that had entered exits.
 * @param goodbye is under way to it
 */
export function losePeer(
  state: NodeState,
  peer: Peer,
  now: number,
  out: NodeOutput[],
  goodbye: boolean = false,
): void {
  state.peers.remove(peer);
  out.push({ kind: 'disconnect-peer', connection: peer.connection, ...(goodbye && { goodbye }) });
  endConversation(state, peer, now, out);
}

/** What the peer has told so far no longer holds: it leaves its groups, and exits if it had entered. */
export function endConversation(state: NodeState, peer: Peer, now: number, out: NodeOutput[]): void {
  const groups = [...peer.groups];
  state.groups.removeFromAll(peer);
  if (peer.ready) out.push({ kind: 'emit', event: { type: 'exit', peer: peer.id, name: peer.name } });
  for (const group of groups) memberLost(state, group, peer.id, now, out);
}
