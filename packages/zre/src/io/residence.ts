import { networkInterfaces } from 'node:os';
import type { Home } from '../core/home.js';
import { BeaconStation } from './beacon-station.js';
import type { Mailbox } from './mailbox.js';
import {
  type ChosenInterface,
  chooseInterface,
  expandWishes,
  type InterfaceWish,
} from './network-interface.js';

export interface ResidenceOptions {
  /** The interface, or several, as the application named them. */
  readonly interface: InterfaceWish | readonly (string | number)[];
  readonly ipv6: boolean;
  readonly port: number;
  readonly beacon: boolean;
  readonly multicast: string | undefined;
  /** Bind exactly here instead of a free port of each interface. */
  readonly endpoint: string | undefined;
  readonly advertisedEndpoint: string | undefined;
}

interface ResidenceEvents {
  readonly onDatagram: (datagram: Uint8Array, address: string) => void;
  /** What was about to be sent there tells the old address: it is not sent. */
  readonly onMoved: (index: number, home: Home) => void;
}

/** All homes of a node: the mailbox bound on each interface, and a beacon station there. */
export class Residence {
  readonly #options: ResidenceOptions;
  readonly #mailbox: Mailbox;
  readonly #stations: BeaconStation[] = [];
  #homes: readonly Home[] = [];

  private constructor(options: ResidenceOptions, mailbox: Mailbox) {
    this.#options = options;
    this.#mailbox = mailbox;
  }

  /** @throws ZreTransportError when there is no such interface, or a port is taken */
  static async open(
    options: ResidenceOptions,
    mailbox: Mailbox,
    events: ResidenceEvents,
  ): Promise<Residence> {
    const residence = new Residence(options, mailbox);
    try {
      await residence.#open(events);
    } catch (error) {
      residence.close();
      throw error;
    }
    return residence;
  }

  get homes(): readonly Home[] {
    return this.#homes;
  }

  get beaconsSent(): number {
    return this.#stations.reduce((sum, { sent }) => sum + sent, 0);
  }

  get beaconsFailed(): number {
    return this.#stations.reduce((sum, { failed }) => sum + failed, 0);
  }

  /** Resolves once the datagram has left, or could not. */
  async sendBeacon(home: number, datagram: Uint8Array): Promise<void> {
    await this.#stations[home]?.send(datagram);
  }

  close(): void {
    for (const station of this.#stations) station.close();
  }

  async #open(events: ResidenceEvents): Promise<void> {
    const { interface: wish, ipv6, beacon, endpoint: fixed } = this.#options;
    const bound = fixed === undefined ? undefined : this.#mailbox.bindExactly(fixed);
    if (bound !== undefined && !beacon) {
      this.#homes = [this.#home(bound, isLoopback(bound))];
      return;
    }
    const wishes = expandWishes(wish, networkInterfaces(), ipv6);
    const chosen = wishes.map((one) => chooseInterface(one, networkInterfaces(), ipv6));
    this.#homes = chosen.map((one) => this.#homeOn(one, bound));
    if (!beacon) return;
    for (const [index, one] of chosen.entries()) {
      const station = await BeaconStation.open(
        {
          ...this.#options,
          wish: wishes[index],
          onDatagram: events.onDatagram,
          onMoved: (moved) => events.onMoved(index, this.#homeOn(moved, bound)),
        },
        one,
      );
      this.#stations.push(station);
    }
  }

  #homeOn(chosen: ChosenInterface, bound: string | undefined): Home {
    const endpoint = bound ?? this.#mailbox.bindTo(chosen.address);
    return { ...this.#home(endpoint, chosen.loopback), network: chosen.network };
  }

  /** The interface's name, which an address of IPv6 has here, means nothing to others. */
  #home(endpoint: string, loopback: boolean): Home {
    return {
      endpoint: this.#options.advertisedEndpoint ?? endpoint.replace(/%[^\]:]*/, ''),
      mailboxPort: this.#options.beacon ? portOf(endpoint) : undefined,
      loopback,
    };
  }
}

function portOf(endpoint: string): number {
  return Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
}

function isLoopback(endpoint: string): boolean {
  return /^tcp:\/\/(127\.|localhost:)/.test(endpoint);
}
