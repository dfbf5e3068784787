/** A half-open range of item numbers. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/**
 * A set of item numbers kept as sorted, disjoint, non-touching ranges. The items of a job settle nearly in
 * order, so a job of any length, even an endless one, is a handful of ranges.
 */
export class RangeSet {
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  #size: number = 0;

  /** How many numbers are in the set. */
  get size(): number {
    return this.#size;
  }

  /** How many ranges it takes to hold them. */
  get rangeCount(): number {
    return this.#starts.length;
  }

  /** The lowest number, if any. */
  get first(): number | undefined {
    return this.#starts[0];
  }

  /** Where the lowest range ends, if there is one. */
  get firstEnd(): number | undefined {
    return this.#ends[0];
  }

  has(item: number): boolean {
    const at = this.#firstEndingAfter(item);
    return at < this.#starts.length && (this.#starts[at] as number) <= item;
  }

  /** Adds `[first, end)`; numbers already there stay. */
  add(first: number, end: number): void {
    if (first >= end) return;
    // Every range that overlaps or touches the new one is merged into it.
    const from = this.#firstEndingAfter(first - 1);
    let to = from;
    let mergedFirst = first;
    let mergedEnd = end;
    while (to < this.#starts.length && (this.#starts[to] as number) <= end) {
      mergedFirst = Math.min(mergedFirst, this.#starts[to] as number);
      mergedEnd = Math.max(mergedEnd, this.#ends[to] as number);
      this.#size -= (this.#ends[to] as number) - (this.#starts[to] as number);
      to += 1;
    }
    this.#size += mergedEnd - mergedFirst;
    if (to - from === 1) {
      this.#starts[from] = mergedFirst;
      this.#ends[from] = mergedEnd;
    } else this.#replace(from, to, [mergedFirst], [mergedEnd]);
  }

  /** Takes `[first, end)` out; numbers not there don't matter. */
  remove(first: number, end: number): void {
    if (first >= end) return;
    const from = this.#firstEndingAfter(first);
    if (from === this.#starts.length || (this.#starts[from] as number) >= end) return;
    if (this.#cutHead(from, first, end)) return;
    let to = from;
    const starts: number[] = [];
    const ends: number[] = [];
    while (to < this.#starts.length && (this.#starts[to] as number) < end) {
      const start = this.#starts[to] as number;
      const stop = this.#ends[to] as number;
      if (start < first) {
        starts.push(start);
        ends.push(first);
      }
      if (stop > end) {
        starts.push(end);
        ends.push(stop);
      }
      this.#size -= Math.min(stop, end) - Math.max(start, first);
      to += 1;
    }
    this.#replace(from, to, starts, ends);
  }

  /** The parts of `[first, end)` that are not in the set, in order. */
  missing(first: number, end: number): Range[] {
    let at = this.#firstEndingAfter(first);
    if (first < end && (at === this.#starts.length || (this.#starts[at] as number) >= end))
      return [{ first, end }];
    const gaps: Range[] = [];
    let from = first;
    for (; from < end && at < this.#starts.length; at += 1) {
      const start = this.#starts[at] as number;
      if (start >= end) break;
      if (start > from) gaps.push({ first: from, end: start });
      from = Math.max(from, this.#ends[at] as number);
    }
    if (from < end) gaps.push({ first: from, end });
    return gaps;
  }

  *ranges(): Generator<Range> {
    for (let at = 0; at < this.#starts.length; at += 1) {
      yield { first: this.#starts[at] as number, end: this.#ends[at] as number };
    }
  }

  /** Index of the first range that ends after `item`, by bisection. */
  #firstEndingAfter(item: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ends[middle] as number) > item) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Shortens a range from its low end, where items are taken as good as always: in place, for each chunk does it. */
  #cutHead(at: number, first: number, end: number): boolean {
    const start = this.#starts[at] as number;
    if (start < first || (this.#ends[at] as number) <= end) return false;
    this.#starts[at] = end;
    this.#size -= end - start;
    return true;
  }

  #replace(from: number, to: number, starts: readonly number[], ends: readonly number[]): void {
    this.#starts.splice(from, to - from, ...starts);
    this.#ends.splice(from, to - from, ...ends);
  }
}
