/** Shorter, and a chunk that ends looks like a burst; longer, and a change is seen late. */
const WINDOW_MS = 5000;

/** How fast a count grows that is told now and then; silence means unchanged. */
export class RateMeter {
  readonly #told: { readonly at: number; readonly count: number }[] = [];

  /** @returns by how much it has grown; 0 for the first, which is where counting begins. */
  add(count: number, now: number): number {
    const last = this.#told.at(-1);
    // A count that falls is another one.
    if (last !== undefined && count < last.count) this.#told.length = 0;
    this.#told.push({ at: now, count });
    this.#forget(now);
    return last === undefined ? 0 : Math.max(0, count - last.count);
  }

  perSecond(now: number): number {
    this.#forget(now);
    const [first, last] = [this.#told[0], this.#told.at(-1)];
    if (first === undefined || last === undefined) return 0;
    return (1000 * (last.count - first.count)) / Math.max(1000, now - first.at);
  }

  /** One that is older than the window stays: it says how it was when that began. */
  #forget(now: number): void {
    while ((this.#told[1]?.at ?? Number.POSITIVE_INFINITY) <= now - WINDOW_MS) this.#told.shift();
    const [first] = this.#told;
    if (first !== undefined && first.at < now - WINDOW_MS)
      this.#told[0] = { at: now - WINDOW_MS, count: first.count };
  }
}
