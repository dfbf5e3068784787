import { type CurveKey, curveKeyBytes, curveKeyFromBytes, curveKeyToBytes } from './curve-key.js';
import { type NodeId, nodeIdBytes, nodeIdFromBytes, nodeIdToBytes } from './node-id.js';

/** What a node broadcasts once per interval. Port 0 says goodbye. */
export interface Beacon {
  readonly id: NodeId;
  /** TCP port of the node's mailbox on the address the datagram came from. */
  readonly port: number;
  /** Of a CURVE node: such beacons are longer and of another version, so that plain nodes drop them. */
  readonly publicKey?: CurveKey;
}

/** What is wrong with a datagram on the port of the beacons that is none. */
export type BeaconFault = 'beacon-size' | 'beacon-signature' | 'beacon-version';

const signature: readonly number[] = [0x5a, 0x52, 0x45];
const plainVersion = 1;
const curveVersion = 3;
const idOffset = signature.length + 1;
const portOffset = idOffset + nodeIdBytes;
export const beaconBytes: number = portOffset + 2;
const curveBeaconBytes = beaconBytes + curveKeyBytes;

export function encodeBeacon(beacon: Beacon): Uint8Array {
  const datagram = new Uint8Array(beacon.publicKey === undefined ? beaconBytes : curveBeaconBytes);
  datagram.set(signature);
  datagram[signature.length] = beacon.publicKey === undefined ? plainVersion : curveVersion;
  datagram.set(nodeIdToBytes(beacon.id), idOffset);
  datagram[portOffset] = beacon.port >> 8;
  datagram[portOffset + 1] = beacon.port & 0xff;
  if (beacon.publicKey !== undefined) datagram.set(curveKeyToBytes(beacon.publicKey), beaconBytes);
  return datagram;
}

export function decodeBeacon(datagram: Uint8Array): Beacon | BeaconFault {
  if (datagram.length !== beaconBytes && datagram.length !== curveBeaconBytes) return 'beacon-size';
  if (signature.some((byte, index) => datagram[index] !== byte)) return 'beacon-signature';
  const curve = datagram.length === curveBeaconBytes;
  if (datagram[signature.length] !== (curve ? curveVersion : plainVersion)) return 'beacon-version';
  const port = (datagram[portOffset] ?? 0) * 256 + (datagram[portOffset + 1] ?? 0);
  const beacon = { id: nodeIdFromBytes(datagram, idOffset), port };
  return curve ? { ...beacon, publicKey: curveKeyFromBytes(datagram, beaconBytes) } : beacon;
}
