/** Whether what stands at `left` goes before what stands at `right`; must be a strict order. */
export type Before = (left: number, right: number) => boolean;

/**
 * Merges sorted runs into one order. `bounds` are the places where runs begin, and the end of the last: run `i` holds
 * the places `bounds[i] … bounds[i + 1] - 1`. Equal places keep the order of their runs. Pairwise, so `log2(runs)`
 * comparisons for each place. Stands alone, since it travels to workers too.
 */
export function mergeRuns(order: Uint32Array, bounds: readonly number[], before: Before): Uint32Array {
  // Its own function, called often: it is compiled once and for all, with `before` in it.
  const mergePair = (
    from: Uint32Array,
    to: Uint32Array,
    start: number,
    middle: number,
    end: number,
  ): void => {
    let left = start;
    let right = middle;
    for (let place = start; place < end; place += 1) {
      const takeRight =
        left === middle || (right < end && before(from[right] as number, from[left] as number));
      to[place] = from[takeRight ? right : left] as number;
      if (takeRight) right += 1;
      else left += 1;
    }
  };
  let source: Uint32Array = order;
  let spare: Uint32Array = new Uint32Array(order.length);
  let runs = bounds;
  while (runs.length > 2) {
    const merged: number[] = [0];
    for (let run = 0; run + 1 < runs.length; run += 2) {
      const middle = runs[run + 1] as number;
      const end = runs[run + 2] ?? middle;
      mergePair(source, spare, runs[run] as number, middle, end);
      merged.push(end);
    }
    [source, spare] = [spare, source];
    runs = merged;
  }
  return source;
}

/**
 * The places `0 … count - 1` in order, equal ones as they stood: by merging the runs that are in order already. As many comparisons as
 * `Array.prototype.sort` makes, but each is compiled into the loop. Stands alone, too.
 */
export function sortedPlaces(count: number, before: Before): Uint32Array {
  const order = new Uint32Array(count);
  const bounds: number[] = [0];
  for (let place = 1; place < count; place += 1) {
    order[place] = place;
    if (before(place, place - 1)) bounds.push(place);
  }
  if (count > 0) bounds.push(count);
  return mergeRuns(order, bounds, before);
}
