import { type NodeId, nodeIdBytes, nodeIdFromBytes, nodeIdToBytes } from './node-id.js';

/** What a node broadcasts once per interval. Port 0 says goodbye. */
export interface Beacon {
  readonly id: NodeId;
  /** TCP port of the node's mailbox on the address the datagram came from. */
  readonly port: number;
}

export type BeaconFault = 'beacon-size' | 'beacon-signature' | 'beacon-version';

const signature: readonly number[] = [0x5a, 0x52, 0x45];
const version = 1;
const idOffset = signature.length + 1;
const portOffset = idOffset + nodeIdBytes;
export const beaconBytes: number = portOffset + 2;
/** A node with a CURVE certificate appends its public key; a plain node drops such beacons. */
const curveBeaconBytes = beaconBytes + 32;

export function encodeBeacon(beacon: Beacon): Uint8Array {
  const datagram = new Uint8Array(beaconBytes);
  datagram.set(signature);
  datagram[signature.length] = version;
  datagram.set(nodeIdToBytes(beacon.id), idOffset);
  datagram[portOffset] = beacon.port >> 8;
  datagram[portOffset + 1] = beacon.port & 0xff;
  return datagram;
}

export function decodeBeacon(datagram: Uint8Array): Beacon | BeaconFault {
  if (datagram.length !== beaconBytes && datagram.length !== curveBeaconBytes) return 'beacon-size';
  if (signature.some((byte, index) => datagram[index] !== byte)) return 'beacon-signature';
  if (datagram[signature.length] !== version || datagram.length !== beaconBytes) return 'beacon-version';
  const port = (datagram[portOffset] ?? 0) * 256 + (datagram[portOffset + 1] ?? 0);
  return { id: nodeIdFromBytes(datagram, idOffset), port };
}
