/** Whether what stands at `left` goes before what stands at `right`; must be a strict order. */
export type Before = (left: number, right: number) => boolean;

/**
 * Merges sorted runs into one order. `bounds` are the places where runs begin, and the end of the last: run `i` holds
 * the places `bounds[i] … bounds[i + 1] - 1`. Equal places keep the order of their runs. Pairwise, so `log2(runs)`
 * comparisons for each place. Stands alone, since it travels to workers too.
 */
export function mergeRuns(order: Uint32Array, bounds: readonly number[], before: Before): Uint32Array {
  let source: Uint32Array = order;
  let spare: Uint32Array = new Uint32Array(order.length);
  let runs = bounds;
  while (runs.length > 2) {
    const merged: number[] = [0];
    for (let run = 0; run + 1 < runs.length; run += 2) {
      const start = runs[run] as number;
      const middle = runs[run + 1] as number;
      const end = runs[run + 2] ?? middle;
      let left = start;
      let right = middle;
      for (let place = start; place < end; place += 1) {
        const takeRight =
          left === middle || (right < end && before(source[right] as number, source[left] as number));
        spare[place] = source[takeRight ? right : left] as number;
        if (takeRight) right += 1;
        else left += 1;
      }
      merged.push(end);
    }
    [source, spare] = [spare, source];
    runs = merged;
  }
  return source;
}
