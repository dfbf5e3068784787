/** The way from one machine to another, in one direction. */
export interface Road {
  /** Until then nothing gets through: streams stand still, datagrams are lost. */
  blockedUntil: number;
  /** Until then everything takes up to `slowMs` more. */
  slowUntil: number;
  slowMs: number;
}

/** All ways between machines. A process that comes back on its machine has the same ones. */
export class Roads {
  readonly #roads: Map<string, Map<string, Road>> = new Map();

  get(from: string, to: string): Road {
    let fromHere = this.#roads.get(from);
    if (fromHere === undefined) {
      fromHere = new Map();
      this.#roads.set(from, fromHere);
    }
    let road = fromHere.get(to);
    if (road === undefined) {
      road = { blockedUntil: 0, slowUntil: 0, slowMs: 0 };
      fromHere.set(to, road);
    }
    return road;
  }

  block(from: string, to: string, until: number): void {
    const road = this.get(from, to);
    road.blockedUntil = Math.max(road.blockedUntil, until);
  }
}
