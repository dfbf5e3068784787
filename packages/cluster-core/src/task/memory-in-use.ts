/** Bytes. */
export interface MemoryInUse {
  /** Of the process, threads included. */
  readonly rss: number;
  /** Of it, the heap of this thread. */
  readonly heapUsed: number;
}

let last: MemoryInUse = { rss: 0, heapUsed: 0 };

/** Linux tells it by a file: where there is no file descriptor left, this is what it was the last time. */
export function memoryInUse(): MemoryInUse {
  try {
    last = process.memoryUsage();
  } catch {
    // Somebody has used them up, from outside perhaps. That is no reason to end.
  }
  return last;
}
