import { createSocket, type Socket } from 'node:dgram';
import { type Beacon, decodeBeacon } from '@zfarm/zre/core';

/** A beacon, and the address it came from. */
export interface HeardBeacon extends Beacon {
  readonly address: string;
}

const GOODBYE_PORT = 0;

/** A beacon of RFC 36, or one of a node with a key; undefined for anything else, and for a goodbye. */
export function readBeacon(datagram: Uint8Array, address: string): HeardBeacon | undefined {
  const beacon = decodeBeacon(datagram);
  if (typeof beacon === 'string' || beacon.port === GOODBYE_PORT) return undefined;
  return { ...beacon, address };
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
