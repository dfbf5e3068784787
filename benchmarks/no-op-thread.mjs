/** What the piscina of these benchmarks runs: nothing. */
export function noOp(/** @type {unknown} */ value) {
  return value;
}
