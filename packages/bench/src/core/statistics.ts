/** The middle of several readings, and how far they lie apart. */
export interface Spread {
  /** The middle one. */
  readonly median: number;
  /** The smallest. */
  readonly low: number;
  /** The largest. */
  readonly high: number;
}

/** The value below which `share` of the samples lie, between neighbours in proportion. NaN without any. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return Number.NaN;
  // Not as a difference where both are the same: infinities have none.
  return below === above ? below : below + (above - below) * (place - Math.floor(place));
}

/** Median, smallest and largest: of a handful of rounds nothing finer can be told. */
export function spreadOf(samples: readonly number[]): Spread {
  return { median: quantile(samples, 0.5), low: quantile(samples, 0), high: quantile(samples, 1) };
}

/**
 * By which power a cost grows: the slope of the straight line through the logarithms. 1 means that ten times the data
 * costs ten times as much, 2 a hundred times. NaN for less than two different sizes.
 */
export function growthExponent(points: readonly { readonly size: number; readonly cost: number }[]): number {
  const logs = points.map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const x = mean(logs.map((log) => log.x));
  const y = mean(logs.map((log) => log.y));
  const spread = logs.reduce((sum, log) => sum + (log.x - x) ** 2, 0);
  return logs.reduce((sum, log) => sum + (log.x - x) * (log.y - y), 0) / spread;
}
