import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RangeResult, SeedRange } from './seed-range.js';

/** Seeds that a thread gets at once: some seconds of work, so that none waits long for another in the end. */
const RANGE_SEEDS = 50;

/** Runs all seeds of a range on several threads, which take smaller ranges as they get done. */
export async function runSeeds(
  all: SeedRange,
  threads: number,
  onResult: (result: RangeResult) => void,
): Promise<void> {
  const ranges: SeedRange[] = [];
  for (let done = 0; done < all.count; done += RANGE_SEEDS)
    ranges.push({ from: all.from + done, count: Math.min(RANGE_SEEDS, all.count - done) });
  const used = Math.min(threads, ranges.length);
  await Promise.all(Array.from({ length: used }, () => runThread(ranges, onResult)));
}

async function runThread(ranges: SeedRange[], onResult: (result: RangeResult) => void): Promise<void> {
  const thread = new Worker(new URL('./seed-thread.js', import.meta.url));
  try {
    for (let range = ranges.shift(); range !== undefined; range = ranges.shift())
      onResult(await ask(thread, range));
  } finally {
    await thread.terminate();
  }
}

async function ask(thread: Worker, range: SeedRange): Promise<RangeResult> {
  thread.postMessage(range);
  // Rejects when the thread ends by an error.
  const [result] = (await once(thread, 'message')) as [RangeResult];
  return result;
}
