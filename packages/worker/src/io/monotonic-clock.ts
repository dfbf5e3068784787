const OFFSET_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/**
 * Milliseconds of a clock that all threads of the machine read alike, and that nobody sets.
 *
 * @param now a reading of this thread's own clock; the present one by default.
 */
export function monotonicMs(now: number = performance.now()): number {
  return OFFSET_MS + now;
}
