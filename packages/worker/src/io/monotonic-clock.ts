const OFFSET_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Milliseconds of a clock that all threads of the machine read alike, and that nobody sets. */
export function monotonicMs(): number {
  return OFFSET_MS + performance.now();
}
