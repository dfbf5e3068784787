/** A task of piscina: does nothing to each of a batch of items. @param {number[]} batch */
export function noOp(batch) {
  const results = new Array(batch.length);
  for (let n = 0; n < batch.length; n += 1) results[n] = same(batch[n]);
  return results;
}

/** @param {number} n */
function same(n) {
  return n;
}
