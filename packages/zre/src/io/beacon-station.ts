import { networkInterfaces } from 'node:os';
import { covers } from '../core/home.js';
import { BeaconSocket } from './beacon-socket.js';
import {
  type ChosenInterface,
  chooseInterface,
  type InterfaceWish,
  interfacesNow,
  isPresent,
} from './network-interface.js';

export interface BeaconStationOptions {
  /** The interface as the application named it. */
  readonly wish: InterfaceWish;
  readonly ipv6: boolean;
  readonly port: number;
  readonly multicast: string | undefined;
  readonly onDatagram: (datagram: Uint8Array, address: string) => void;
  /** The interface has another address now. What was about to be sent tells the old one: it is not sent. */
  readonly onMoved: (chosen: ChosenInterface) => void;
}

/** A beacon socket on an interface that may vanish, come back and change its address. */
export class BeaconStation {
  readonly #options: BeaconStationOptions;
  #chosen: ChosenInterface;
  #socket: BeaconSocket | undefined;
  #reopening = false;
  #closed = false;
  #sent = 0;
  #failed = 0;

  private constructor(options: BeaconStationOptions, chosen: ChosenInterface) {
    this.#options = options;
    this.#chosen = chosen;
  }

  /** @throws ZreTransportError when the port is taken */
  static async open(options: BeaconStationOptions, chosen: ChosenInterface): Promise<BeaconStation> {
    const station = new BeaconStation(options, chosen);
    station.#socket = await station.#openSocket(chosen);
    return station;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Beacons that could not leave. */
  get failed(): number {
    return this.#failed;
  }

  /** Resolves once the datagram has left, or could not: then the next one is a new chance. */
  async send(datagram: Uint8Array): Promise<void> {
    if (this.#isUsable() || (await this.#reopen())) {
      const left = await this.#socket?.send(datagram);
      if (left === true) {
        this.#sent += 1;
        return;
      }
    }
    this.#failed += 1;
  }

  close(): void {
    this.#closed = true;
    this.#socket?.close();
    this.#socket = undefined;
  }

  #isUsable(): boolean {
    if (this.#socket === undefined || this.#socket.broken) return false;
    const interfaces = interfacesNow();
    return interfaces === undefined || isPresent(this.#chosen, interfaces);
  }

  /** True when the interface is as it was; a beacon with another address is the core's to make. */
  async #reopen(): Promise<boolean> {
    if (this.#reopening || this.#closed) return false;
    this.#reopening = true;
    try {
      this.#socket?.close();
      this.#socket = undefined;
      const chosen = chooseInterface(this.#options.wish, networkInterfaces(), this.#options.ipv6);
      const moved = chosen.address !== this.#chosen.address;
      this.#socket = await this.#openSocket(chosen);
      this.#chosen = chosen;
      if (moved && !this.#closed) this.#options.onMoved(chosen);
      return !moved;
    } catch {
      return false;
    } finally {
      this.#reopening = false;
      if (this.#closed) this.close();
    }
  }

  #openSocket(chosen: ChosenInterface): Promise<BeaconSocket> {
    const { port, multicast = loopbackGroup(chosen) } = this.#options;
    const onDatagram = (datagram: Uint8Array, address: string): void => {
      // The socket hears broadcasts of all the host's networks. Whoever is not on this one could not reach our mailbox.
      if (covers(chosen.network, address)) this.#options.onDatagram(datagram, address);
    };
    return BeaconSocket.open({ interface: chosen, port, multicast, onDatagram });
  }
}

/** Linux hands a loopback broadcast to everyone who listens; where that is not known, multicast is used. */
function loopbackGroup(chosen: ChosenInterface): string | undefined {
  return chosen.loopback && process.platform !== 'linux' ? '239.192.1.1' : undefined;
}
