import type { NodeState } from './node-state.js';
import type { Peer } from './peer.js';

/** The peer is alive: a message from it, or its beacon, arrived. */
export function heard(peer: Peer, now: number): void {
  peer.lastHeardAt = now;
  peer.presence = 'heard';
}

/** When this peer has to be looked at next, if nothing is heard of it until then. */
export function peerDeadline(peer: Peer, timings: NodeState['timings']): number {
  const expiresAt = peer.lastHeardAt + timings.expiredMs;
  if (!peer.ready) return expiresAt;
  if (peer.presence === 'heard') return Math.min(expiresAt, peer.lastHeardAt + timings.evasiveMs);
  const silentAt = peer.presence === 'evasive' ? peer.lastHeardAt + timings.silentMs : expiresAt;
  return Math.min(expiresAt, silentAt, peer.nextPingAt);
}

/** We were late ourselves: what peers sent meanwhile may still be unread, so they get that time on top. */
export function forgiveLateness(state: NodeState, latenessMs: number): void {
  for (const peer of state.peers.all()) {
    peer.lastHeardAt += latenessMs;
    peer.nextPingAt += latenessMs;
  }
}

export function watch(state: NodeState, peer: Peer): void {
  state.nextCheckAt = Math.min(state.nextCheckAt, peerDeadline(peer, state.timings));
}
