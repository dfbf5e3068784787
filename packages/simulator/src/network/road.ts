/** The way from one machine to another, in one direction. */
export interface Road {
  /** Until then nothing gets through: streams stand still, datagrams are lost. */
  blockedUntil: number;
  /** Until then everything takes up to `slowMs` more. */
  slowUntil: number;
  slowMs: number;
  /** Until then it takes only `thinBytesPerMs`. */
  thinUntil: number;
  thinBytesPerMs: number;
  /** When the last byte that was given to it has passed. */
  freeAt: number;
}

/** All ways between machines. A process that comes back on its machine has the same ones. */
export class Roads {
  /** How much every road takes. */
  bytesPerMs: number = Number.POSITIVE_INFINITY;
  readonly #roads: Map<string, Map<string, Road>> = new Map();

  get(from: string, to: string): Road {
    let fromHere = this.#roads.get(from);
    if (fromHere === undefined) {
      fromHere = new Map();
      this.#roads.set(from, fromHere);
    }
    let road = fromHere.get(to);
    if (road === undefined) {
      road = { blockedUntil: 0, slowUntil: 0, slowMs: 0, thinUntil: 0, thinBytesPerMs: 0, freeAt: 0 };
      fromHere.set(to, road);
    }
    return road;
  }

  block(from: string, to: string, until: number): void {
    const road = this.get(from, to);
    road.blockedUntil = Math.max(road.blockedUntil, until);
  }
  /** When so many bytes have passed that are given to the road at `from`, one after the other. */
  pass(road: Road, bytes: number, from: number): number {
    let at = Math.max(from, road.freeAt);
    let left = bytes;
    if (at < road.thinUntil) {
      const thinly = Math.min(left, (road.thinUntil - at) * road.thinBytesPerMs);
      at += thinly / road.thinBytesPerMs;
      left -= thinly;
    }
    road.freeAt = at + left / this.bytesPerMs;
    return road.freeAt;
  }
}
