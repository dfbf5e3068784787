import { admissionFault } from './admission.js';
import { type Beacon, decodeBeacon } from './beacon-codec.js';
import { homeFacing, hostOf } from './home.js';
import { heard } from './liveness.js';
import type { BeaconReceived } from './node-input.js';
import type { Irregularity, NodeOutput } from './node-output.js';
import type { NodeState } from './node-state.js';
import type { Peer } from './peer.js';
import { losePeer } from './peer-lifecycle.js';
import { dismissPeer, meetNewcomer } from './wanted-peers.js';

/** A datagram on the beacon port: a node announces itself or says goodbye. */
export function onBeacon(state: NodeState, input: BeaconReceived, now: number, out: NodeOutput[]): void {
  const beacon = decodeBeacon(input.datagram);
  if (typeof beacon === 'string') {
    out.push({ kind: 'count', irregularity: beacon });
    return;
  }
  // By id and not by octets: our own goodbye comes back as well.
  if (beacon.id === state.id) return;
  if (input.address.startsWith('127.') !== homeFacing(state, input.address)?.loopback) {
    out.push({ kind: 'count', irregularity: 'foreign-interface' });
    return;
  }
  const peer = state.peers.get(beacon.id);
  const fault = beaconFault(state, peer, beacon);
  if (fault !== undefined) {
    out.push({ kind: 'count', irregularity: fault });
  } else if (beacon.port === 0) {
    if (peer !== undefined) onGoodbye(state, peer, input.address, now, out);
  } else if (peer === undefined) {
    const { id, publicKey } = beacon;
    meetNewcomer(state, { id, endpoint: `tcp://${input.address}:${beacon.port}`, publicKey }, now, out);
  } else if (peer.ready) {
    heard(peer, now);
  }
  // A pending peer's beacons don't prolong its life: it is connected to afresh once it expires.
}

/** A key that was told once is believed against all that is told later. */
function beaconFault(
  state: NodeState,
  peer: Peer | undefined,
  { publicKey }: Beacon,
): Irregularity | undefined {
  if (peer === undefined) return admissionFault(state.security, publicKey);
  return peer.publicKey === publicKey ? undefined : 'key-mismatch';
}

/**
 * Anyone can write a goodbye; only one from the peer's own address counts. Where peers prove who they are, none does: such a peer
 * says it over its connection, which ends as well.
 */
function onGoodbye(state: NodeState, peer: Peer, address: string, now: number, out: NodeOutput[]): void {
  if (state.security !== undefined) {
    out.push({ kind: 'count', irregularity: 'goodbye-unproved' });
    return;
  }
  const host = hostOf(peer.endpoint) ?? '';
  const isAddress = /^[\d.]+$|:/.test(host);
  if (isAddress && host !== address) {
    out.push({ kind: 'count', irregularity: 'goodbye-from-elsewhere' });
    return;
  }
  dismissPeer(state, peer);
  losePeer(state, peer, now, out);
}
