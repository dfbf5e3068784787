import { createSocket, type Socket } from 'node:dgram';

export interface HeardBeacon {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  readonly secure: boolean;
}

const BEACON_BYTES = 22;
const SECURE_BEACON_BYTES = 54;

/** A beacon of RFC 36, or one of a node with a key; undefined for anything else, and for a goodbye. */
export function readBeacon(datagram: Uint8Array, address: string): HeardBeacon | undefined {
  const bytes = Buffer.from(datagram.buffer, datagram.byteOffset, datagram.length);
  if (bytes.length !== BEACON_BYTES && bytes.length !== SECURE_BEACON_BYTES) return undefined;
  if (bytes.toString('latin1', 0, 3) !== 'ZRE') return undefined;
  const port = bytes.readUInt16BE(20);
  if (port === 0) return undefined;
  const id = bytes.toString('hex', 4, 20).toUpperCase();
  return { id, address, port, secure: bytes.length === SECURE_BEACON_BYTES };
}

/** Hears the beacons of all interfaces, also those that a node on one of them passes over. */
export class BeaconEar implements Disposable {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** @throws when the port is taken */
  static async open(port: number, heard: (beacon: HeardBeacon) => void): Promise<BeaconEar> {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ port, exclusive: true }, () => resolve());
    });
    socket.on('error', () => {});
    socket.on('message', (datagram, { address }) => {
      const beacon = readBeacon(datagram, address);
      if (beacon !== undefined) heard(beacon);
    });
    return new BeaconEar(socket);
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
