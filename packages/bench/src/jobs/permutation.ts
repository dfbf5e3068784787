/** No common factor with any of the lengths below, so multiples of it visit every place once. */
const STRIDE = 7_368_787;

/** The numbers below `length`, each once, in an order that no sort can make use of: sorted, each stands at its own place. */
export function permutationOf(length: number): Float64Array {
  return Float64Array.from({ length }, (_, at) => (at * STRIDE) % length);
}

/** What is wrong with a sorted permutation. */
export function checkSorted(sorted: Float64Array, length: number): string | undefined {
  if (sorted.length !== length) return `${sorted.length} numbers instead of ${length}`;
  for (let at = 0; at < length; at += 1) {
    if (sorted[at] !== at) return `${sorted[at]} stands at ${at}`;
  }
  return undefined;
}
