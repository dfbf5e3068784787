import { restartElections } from './election.js';
import { forgiveLateness, patienceMs, peerDeadline } from './liveness.js';
import type { NodeOutput } from './node-output.js';
import { type NodeState, nextDeadline } from './node-state.js';
import type { Peer } from './peer.js';
import { losePeer } from './peer-lifecycle.js';
import { sendBeacons, sendTo } from './send.js';
import { pingIntervalMs } from './timings.js';
import { searchPeers } from './wanted-peers.js';

/** Time has passed: beacons go out, and peers unheard for too long are pinged, reported or given up. */
export function onTick(state: NodeState, now: number, out: NodeOutput[]): void {
  const latenessMs = now - nextDeadline(state);
  if (latenessMs < 0) return;
  // Own lateness (a breakpoint, a busy application, a suspended laptop) is not another's death.
  if (latenessMs > 2 * state.timings.intervalMs) forgiveLateness(state, latenessMs, now);
  if (now >= state.nextBeaconAt) announce(state, now, out);
  if (now >= state.nextCheckAt) checkPeers(state, now, out);
  if (now >= state.nextSearchAt) searchPeers(state, now, out);
  if (now >= state.nextElectionAt) restartElections(state, now, out);
}

function announce(state: NodeState, now: number, out: NodeOutput[]): void {
  sendBeacons(state, (mailboxPort) => mailboxPort, out);
  state.nextBeaconAt = now + state.timings.intervalMs;
}

function checkPeers(state: NodeState, now: number, out: NodeOutput[]): void {
  let next = Number.POSITIVE_INFINITY;
  for (const peer of [...state.peers.all()]) {
    if (now >= peerDeadline(peer, state.timings)) checkPeer(state, peer, now, out);
    if (state.peers.get(peer.id) === peer) next = Math.min(next, peerDeadline(peer, state.timings));
  }
  state.nextCheckAt = next;
}

function checkPeer(state: NodeState, peer: Peer, now: number, out: NodeOutput[]): void {
  const unheardMs = now - peer.lastHeardAt;
  const { id, name } = peer;
  if (unheardMs >= patienceMs(peer, state.timings)) {
    losePeer(state, peer, now, out);
    return;
  }
  if (peer.presence === 'heard') {
    peer.presence = 'asked';
    peer.nextPingAt = now;
  }
  if (peer.presence === 'asked' && unheardMs >= state.timings.evasiveMs) {
    peer.presence = 'evasive';
    out.push({ kind: 'emit', event: { type: 'evasive', peer: id, name } });
  }
  if (peer.presence === 'evasive' && unheardMs >= state.timings.silentMs) {
    peer.presence = 'silent';
    out.push({ kind: 'emit', event: { type: 'silent', peer: id, name } });
  }
  if (now >= peer.nextPingAt) {
    sendTo(peer, { kind: 'ping' }, out);
    peer.nextPingAt = now + pingIntervalMs;
  }
}
