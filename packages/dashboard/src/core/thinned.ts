/** Its multiples fall evenly and never in step with anything: what comes in turns is not left out by turns. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** An even sample of at most so many, in order, and how many each stands for. */
export function thinned<Value>(
  values: readonly Value[],
  most: number,
): { readonly values: readonly Value[]; readonly every: number } {
  const every = Math.max(1, Math.ceil(values.length / most));
  if (every === 1) return { values, every };
  const sample = values.filter((_, index) => (index * GOLDEN) % 1 < 1 / every);
  return { values: sample.slice(0, most), every };
}
