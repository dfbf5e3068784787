import { networkInterfaces } from 'node:os';
import type { Home } from '../core/home.js';
import { BeaconStation } from './beacon-station.js';
import type { Mailbox } from './mailbox.js';
import {
  allInterfaces,
  type ChosenInterface,
  chooseInterface,
  expandWishes,
  type InterfaceWish,
  interfacesNow,
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
  /** Where we live there has changed, or that home is new. A beacon for its old address was not sent. */
  readonly onMoved: (index: number, home: Home) => void;
}

/** All homes of a node: the mailbox bound on each interface, and a beacon station there. */
export class Residence {
  readonly #options: ResidenceOptions;
  readonly #mailbox: Mailbox;
  readonly #events: ResidenceEvents;
  readonly #wishes: InterfaceWish[] = [];
  readonly #stations: BeaconStation[] = [];
  readonly #homes: Home[] = [];
  #bound: string | undefined;
  #lookingAround = false;
  #closed = false;

  private constructor(options: ResidenceOptions, mailbox: Mailbox, events: ResidenceEvents) {
    this.#options = options;
    this.#mailbox = mailbox;
    this.#events = events;
  }

  /** @throws ZreTransportError when there is no such interface, or a port is taken */
  static async open(
    options: ResidenceOptions,
    mailbox: Mailbox,
    events: ResidenceEvents,
  ): Promise<Residence> {
    const residence = new Residence(options, mailbox, events);
    try {
      await residence.#open();
    } catch (error) {
      residence.close();
      throw error;
    }
    return residence;
  }

  get homes(): readonly Home[] {
    return [...this.#homes];
  }

  get beaconsSent(): number {
    return this.#stations.reduce((sum, { sent }) => sum + sent, 0);
  }

  get beaconsFailed(): number {
    return this.#stations.reduce((sum, { failed }) => sum + failed, 0);
  }

  /** Resolves once the datagram has left, or could not. */
  async sendBeacon(home: number, datagram: Uint8Array): Promise<void> {
    if (home === 0) void this.#lookAround();
    await this.#stations[home]?.send(datagram);
  }

  close(): void {
    this.#closed = true;
    for (const station of this.#stations) station.close();
  }

  async #open(): Promise<void> {
    const { interface: wish, ipv6, beacon, endpoint: fixed } = this.#options;
    this.#bound = fixed === undefined ? undefined : this.#mailbox.bindExactly(fixed);
    if (this.#bound !== undefined && !beacon) {
      this.#homes.push(this.#home(this.#bound, isLoopback(this.#bound)));
      return;
    }
    for (const one of expandWishes(wish, networkInterfaces(), ipv6)) await this.#moveIn(one);
  }

  /** With `*`, an interface that has come since is one to live on as well. */
  async #lookAround(): Promise<void> {
    const interfaces = this.#options.interface === allInterfaces ? interfacesNow() : undefined;
    if (interfaces === undefined || this.#lookingAround) return;
    this.#lookingAround = true;
    for (const name of expandWishes(allInterfaces, interfaces, this.#options.ipv6)) {
      if (name === undefined || this.#wishes.includes(name)) continue;
      try {
        const home = await this.#moveIn(name);
        if (!this.#closed) this.#events.onMoved(this.#homes.indexOf(home), home);
      } catch {
        // Its address may not be usable yet: the next beacon is a new chance.
      }
    }
    this.#lookingAround = false;
  }

  /** Opens the station first, since a port of the mailbox that was bound in vain would stay so. */
  async #moveIn(wish: InterfaceWish): Promise<Home> {
    const chosen = chooseInterface(wish, networkInterfaces(), this.#options.ipv6);
    const index = this.#homes.length;
    if (this.#options.beacon) {
      // Of an attempt that failed afterwards.
      this.#stations[index]?.close();
      const station = await BeaconStation.open(
        {
          ...this.#options,
          wish,
          onDatagram: this.#events.onDatagram,
          onMoved: (moved) => this.#events.onMoved(index, this.#homeOn(moved)),
        },
        chosen,
      );
      this.#stations[index] = station;
      if (this.#closed) station.close();
    }
    const home = this.#homeOn(chosen);
    this.#homes[index] = home;
    this.#wishes[index] = wish;
    return home;
  }

  #homeOn(chosen: ChosenInterface): Home {
    const endpoint = this.#bound ?? this.#mailbox.bindTo(chosen.address);
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
