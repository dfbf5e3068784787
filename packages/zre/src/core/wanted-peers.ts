import { admissionFault } from './admission.js';
import type { CurveKey } from './curve-key.js';
import { hostOf } from './home.js';
import { limits } from './limits.js';
import type { NodeId } from './node-id.js';
import { isNodeId } from './node-id.js';
import type { PeerAnnounced } from './node-input.js';
import type { NodeOutput } from './node-output.js';
import { isLoopbackNode, isOwnEndpoint, mustProve, type NodeState } from './node-state.js';
import type { Peer, Rumour } from './peer.js';
import { losePeer, meetPeer } from './peer-lifecycle.js';

/** A node that we were told of by other means than its beacon: so when it is lost, nothing but we looks for it. */
export interface WantedPeer {
  /** Its id, or its endpoint as long as that is all we know. */
  readonly key: NodeId | string;
  readonly publicKey: CurveKey | undefined;
  /** Told by the application: looked for until the end. Others are given up after `expiredMs`. */
  readonly required: boolean;
  missingSince: number | undefined;
}

/** Gossip, or the application, tells of a node. */
export function onAnnouncement(state: NodeState, input: PeerAnnounced, now: number, out: NodeOutput[]): void {
  const { endpoint, publicKey, required } = input;
  const key = input.peer ?? endpoint;
  if (isOwnEndpoint(state, endpoint) || key === state.id) return;
  const fault = admissionFault(state.security, publicKey);
  if (fault !== undefined) {
    out.push({ kind: 'count', irregularity: fault });
  } else if (!isUsableEndpoint(endpoint, isLoopbackNode(state) && !required)) {
    out.push({ kind: 'count', irregularity: 'endpoint-unusable' });
  } else if (state.wanted.size >= limits.peersMax) {
    out.push({ kind: 'count', irregularity: 'too-many-peers' });
  } else {
    state.wanted.set(endpoint, { key, publicKey, required, missingSince: undefined });
    if (state.phase === 'running') searchPeers(state, now, out);
  }
}

/** Connects to those wanted that we are not in touch with; to few at a time of those that others have made up, perhaps. */
export function searchPeers(state: NodeState, now: number, out: NodeOutput[]): void {
  for (const [endpoint, wanted] of [...state.wanted]) {
    const rumour = { id: wanted.key, endpoint, publicKey: wanted.publicKey };
    const peer =
      state.peers.get(wanted.key) ?? identifyPeer(state, rumour, now, out) ?? peerAt(state, rumour);
    if (peer?.ready === true) {
      wanted.missingSince = undefined;
      continue;
    }
    wanted.missingSince ??= now;
    if (!wanted.required && now - wanted.missingSince >= state.timings.expiredMs)
      state.wanted.delete(endpoint);
    else if (peer === undefined && (wanted.required || state.peers.pending < limits.pendingPeersMax))
      meetPeer(state, rumour, now, out);
  }
  state.nextSearchAt = state.wanted.size > 0 ? now + state.timings.intervalMs : Number.POSITIVE_INFINITY;
}

/** A peer that has said goodbye is not looked for, unless the application requires it. */
export function dismissPeer(state: NodeState, peer: Peer): void {
  const wanted = state.wanted.get(peer.endpoint);
  if (wanted !== undefined && !wanted.required) state.wanted.delete(peer.endpoint);
}

/**
 * Of its own accord, a node has told of itself. Such words are free to make, connections are not. They do not displace the node we know
 * at an endpoint: if that is gone, its connection tells, and a real newcomer says HELLO.
 */
export function meetNewcomer(state: NodeState, rumour: Rumour, now: number, out: NodeOutput[]): void {
  const { endpoint } = rumour;
  if (identifyPeer(state, rumour, now, out) !== undefined) return;
  if (!isUsableEndpoint(endpoint, isLoopbackNode(state)))
    out.push({ kind: 'count', irregularity: 'endpoint-unusable' });
  else if (state.peers.at(endpoint).length > 0) out.push({ kind: 'count', irregularity: 'endpoint-taken' });
  else if (state.peers.pending < limits.pendingPeersMax) meetPeer(state, rumour, now, out);
  else out.push({ kind: 'count', irregularity: 'too-many-peers' });
}

/**
 * We are connecting to this endpoint without knowing whose it is: now we know. Where nodes prove whose their links are, the proof says
 * to whom, so that link is made anew.
 */
export function identifyPeer(
  state: NodeState,
  rumour: Rumour,
  now: number,
  out: NodeOutput[],
): Peer | undefined {
  const peer = peerAt(state, rumour);
  if (peer === undefined || isNodeId(peer.id) || !isNodeId(rumour.id)) return undefined;
  if (mustProve(state, rumour.id)) {
    losePeer(state, peer, now, out);
    return meetPeer(state, rumour, now, out);
  }
  state.peers.identify(peer, rumour.id);
  return peer;
}

/** One that is said to be elsewhere, or to have another key, is not who is meant. */
function peerAt(state: NodeState, { endpoint, publicKey }: Rumour): Peer | undefined {
  return state.peers.at(endpoint).find((peer) => peer.publicKey === publicKey);
}

/**
 * Only TCP: no remote node decides that we open a file or a socket of another kind.
 * And a node on the loopback interface is not talked into leaving its host.
 */
export function isUsableEndpoint(endpoint: string, loopback: boolean): boolean {
  const host = hostOf(endpoint);
  return host !== undefined && (!loopback || host === 'localhost' || host.startsWith('127.'));
}
