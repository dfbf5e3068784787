import type { NodeState } from './node-state.js';
import type { Peer } from './peer.js';
import { pendingMs } from './timings.js';

/** The peer is alive: a message from it, or its beacon, arrived. */
export function heard(peer: Peer, now: number): void {
  peer.lastHeardAt = now;
  peer.presence = 'heard';
}

/** A healthy peer that has nothing to say, and whose beacons we don't hear, answers before it counts as evasive. */
function askAfterMs(timings: NodeState['timings']): number {
  return timings.evasiveMs / 2;
}

/** Unheard for so long, it is given up. */
export function patienceMs(peer: Peer, timings: NodeState['timings']): number {
  return peer.ready ? timings.expiredMs : Math.min(pendingMs, timings.expiredMs);
}

/** When this peer has to be looked at next, if nothing is heard of it until then. */
export function peerDeadline(peer: Peer, timings: NodeState['timings']): number {
  const { lastHeardAt, presence, nextPingAt } = peer;
  const expiresAt = lastHeardAt + patienceMs(peer, timings);
  if (!peer.ready || presence === 'silent') return Math.min(expiresAt, nextPingAt);
  if (presence === 'heard') return Math.min(expiresAt, lastHeardAt + askAfterMs(timings));
  if (presence === 'asked') return Math.min(expiresAt, lastHeardAt + timings.evasiveMs);
  return Math.min(expiresAt, lastHeardAt + timings.silentMs, nextPingAt);
}

/** We were late ourselves: what peers sent meanwhile may still be unread, so they get that time on top. */
export function forgiveLateness(state: NodeState, latenessMs: number, now: number): void {
  for (const peer of state.peers.all()) {
    // Whoever was heard since we woke up was heard now, not after the next sleep of the same length.
    peer.lastHeardAt = Math.min(peer.lastHeardAt + latenessMs, now);
    peer.nextPingAt += latenessMs;
  }
}

export function watch(state: NodeState, peer: Peer): void {
  state.nextCheckAt = Math.min(state.nextCheckAt, peerDeadline(peer, state.timings));
}
