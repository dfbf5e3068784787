import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { ZreTransportError } from '../errors.js';
import type { ChosenInterface } from './network-interface.js';

interface BeaconSocketOptions {
  readonly interface: ChosenInterface;
  readonly port: number;
  /** Send to this IPv4 multicast group instead of the interface's broadcast address. */
  readonly multicast: string | undefined;
  readonly onDatagram: (datagram: Uint8Array, address: string) => void;
}

/**
 * Two sockets, as in czmq: one bound to all addresses, which hears broadcasts, and one bound to the
 * interface's address, from which beacons leave, since peers take the mailbox's address from theirs.
 */
export class BeaconSocket {
  readonly #receiver: Socket;
  readonly #sender: Socket;
  readonly #options: BeaconSocketOptions;
  #broken = false;

  private constructor(options: BeaconSocketOptions) {
    this.#options = options;
    const type = options.interface.network.kind === 'ipv4' ? 'udp4' : 'udp6';
    this.#receiver = createSocket({ type, reuseAddr: true, ipv6Only: type === 'udp6' });
    this.#sender = createSocket({ type, reuseAddr: true, ipv6Only: type === 'udp6' });
  }

  /** @throws ZreTransportError when the port is taken by a program that does not share it. */
  static async open(options: BeaconSocketOptions): Promise<BeaconSocket> {
    const socket = new BeaconSocket(options);
    try {
      await bind(
        socket.#receiver,
        options.port,
        options.interface.network.kind === 'ipv4' ? '0.0.0.0' : '::',
      );
      await bind(socket.#sender, options.port, options.interface.address);
    } catch (cause) {
      socket.close();
      throw new ZreTransportError(
        `Cannot open UDP port ${options.port} on ${options.interface.address} (${(cause as Error).message}). ` +
          'Another program may hold it exclusively: end that, or set the option "port" on every node.',
        { cause },
      );
    }
    // What holds the process is the mailbox; one who ends it must not be held by beacons.
    socket.#receiver.unref();
    socket.#sender.unref();
    socket.#reachEveryone();
    socket.#sender.on('error', () => socket.#break());
    socket.#receiver.on('error', () => socket.#break());
    socket.#receiver.on('message', (datagram, { address }) => options.onDatagram(datagram, address));
    return socket;
  }

  /** It could not send or receive: another one may. */
  get broken(): boolean {
    return this.#broken;
  }

  /** True once the datagram has left, false when it could not. */
  send(datagram: Uint8Array): Promise<boolean> {
    const { port, interface: chosen, multicast } = this.#options;
    return new Promise((resolve) => {
      const group = chosen.network.kind === 'ipv4' ? multicast : undefined;
      this.#sender.send(datagram, port, group ?? chosen.broadcast, (error) => {
        if (error !== null) this.#break();
        resolve(error === null);
      });
    });
  }

  close(): void {
    this.#receiver.close();
    this.#sender.close();
  }

  #reachEveryone(): void {
    const { interface: chosen, multicast } = this.#options;
    if (chosen.network.kind === 'ipv6-link')
      this.#joinMulticast(chosen.broadcast.replace(/%.*/, ''), `::%${chosen.name}`);
    else if (multicast !== undefined) this.#joinMulticast(multicast, chosen.address);
    else this.#sender.setBroadcast(true);
  }

  /** On this interface alone, and not beyond this network. */
  #joinMulticast(group: string, through: string): void {
    this.#receiver.addMembership(group, through);
    this.#sender.setMulticastInterface(through);
    this.#sender.setMulticastTTL(1);
  }

  #break(): void {
    this.#broken = true;
  }
}

async function bind(socket: Socket, port: number, address: string): Promise<void> {
  // Alone in a cluster worker as well: there, dgram would share the primary's socket.
  socket.bind({ port, address, exclusive: true });
  await once(socket, 'listening');
}
