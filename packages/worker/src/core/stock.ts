import type { Reservation } from '@zfarm/cluster-core/core';

/** What a worker has to give besides its threads' time. */
export interface StockOptions {
  readonly slots: number;
  /** Memory that running attempts may reserve; absent: no bound. */
  readonly memoryBytes?: number;
  /** Units of each resource. */
  readonly resources?: Readonly<Record<string, number>>;
}

/** Memory and resources as running attempts reserve them. Slots are counted where they stand. */
export class Stock {
  readonly #slots: number;
  readonly #memoryBytes: number;
  readonly #units: ReadonlyMap<string, number>;
  #memoryTaken = 0;
  readonly #unitsTaken: Map<string, number> = new Map();

  constructor({ slots, memoryBytes = Number.POSITIVE_INFINITY, resources = {} }: StockOptions) {
    this.#slots = slots;
    this.#memoryBytes = memoryBytes;
    this.#units = new Map(Object.entries(resources));
  }

  /** Whether it would do if nothing were taken. */
  couldGive({ slots, memoryBytes, resources }: Reservation): boolean {
    if (slots > this.#slots || memoryBytes > this.#memoryBytes) return false;
    return Object.entries(resources).every(([name, units]) => units <= (this.#units.get(name) ?? 0));
  }

  /** Whether memory and resources are there now. */
  has({ memoryBytes, resources }: Reservation): boolean {
    if (memoryBytes > this.#memoryBytes - this.#memoryTaken) return false;
    return Object.entries(resources).every(([name, units]) => units <= this.#unitsLeft(name));
  }

  take({ memoryBytes, resources }: Reservation): void {
    this.#memoryTaken += memoryBytes;
    for (const [name, units] of Object.entries(resources)) this.#move(name, units);
  }

  giveBack({ memoryBytes, resources }: Reservation): void {
    this.#memoryTaken -= memoryBytes;
    for (const [name, units] of Object.entries(resources)) this.#move(name, -units);
  }

  /** Whether exactly these are taken, and no more than there is. */
  holds(reservations: readonly Reservation[]): boolean {
    const sum = new Stock({ slots: this.#slots });
    for (const reservation of reservations) sum.take(reservation);
    if (sum.#memoryTaken !== this.#memoryTaken || this.#memoryTaken > this.#memoryBytes) return false;
    return [...this.#unitsTaken].every(
      ([name, taken]) => taken === (sum.#unitsTaken.get(name) ?? 0) && this.#unitsLeft(name) >= 0,
    );
  }

  #unitsLeft(name: string): number {
    return (this.#units.get(name) ?? 0) - (this.#unitsTaken.get(name) ?? 0);
  }

  #move(name: string, units: number): void {
    this.#unitsTaken.set(name, (this.#unitsTaken.get(name) ?? 0) + units);
  }
}
