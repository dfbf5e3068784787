import type { Prng } from '../prng.js';
import type { VirtualClock } from '../virtual-clock.js';
import type { NetworkNode } from './network-node.js';
import type { Roads } from './road.js';

/** What becomes of datagrams while nobody keeps the peace. */
export interface AirQuality {
  readonly loss: number;
  readonly duplicates: number;
  readonly delayMsMax: number;
}

const CLEAR_AIR: AirQuality = { loss: 0, duplicates: 0, delayMsMax: 5 };

/** Broadcasts: each listener hears each one at another time, twice, or not at all. */
export class Air {
  readonly #clock: VirtualClock;
  readonly #prng: Prng;
  readonly #roads: Roads;
  readonly #nodes: ReadonlyMap<string, NetworkNode>;
  #quality: AirQuality = CLEAR_AIR;
  #foulUntil: number = 0;

  constructor(clock: VirtualClock, prng: Prng, roads: Roads, nodes: ReadonlyMap<string, NetworkNode>) {
    this.#clock = clock;
    this.#prng = prng;
    this.#roads = roads;
    this.#nodes = nodes;
  }

  foul(quality: AirQuality, until: number): void {
    this.#quality = quality;
    this.#foulUntil = until;
  }

  broadcast(from: NetworkNode, datagram: Uint8Array): void {
    const { loss, duplicates, delayMsMax } = this.#clock.now < this.#foulUntil ? this.#quality : CLEAR_AIR;
    const bytes = datagram.slice();
    for (const to of this.#nodes.values()) {
      if (to === from || this.#isBlocked(from, to) || (loss > 0 && this.#prng.chance(loss))) continue;
      const copies = duplicates > 0 && this.#prng.chance(duplicates) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1)
        this.#clock.after(this.#prng.ms(0.05, delayMsMax), () => {
          if (this.#nodes.get(to.endpoint) === to) to.datagramArrived(bytes, from.address);
        });
    }
  }

  #isBlocked(from: NetworkNode, to: NetworkNode): boolean {
    return this.#clock.now < this.#roads.get(from.machine, to.machine).blockedUntil;
  }
}
