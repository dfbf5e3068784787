import { setImmediate as nextTurn } from 'node:timers/promises';
import { addCounts } from './word-count.mjs';

/**
 * @typedef {import('./word-count.mjs').BatchResult} BatchResult
 * @typedef {{ batches: number, files: number, bytes: number }} Share what one process has done
 */

/** What has come out of a run so far: the sum of its batches. */
export class Tally {
  /** @type {Map<string, number>} */ counts = new Map();
  /** @type {Map<number, Share>} */ shares = new Map();
  batches = 0;
  files = 0;
  elapsedMs = 0;

  /** @param {BatchResult} result */
  add({ pid, files, bytes, counts }) {
    addCounts(this.counts, counts);
    this.batches += 1;
    this.files += files;
    const share = this.shares.get(pid) ?? { batches: 0, files: 0, bytes: 0 };
    this.shares.set(pid, {
      batches: share.batches + 1,
      files: share.files + files,
      bytes: share.bytes + bytes,
    });
  }
}

/**
 * One batch after the other in this process, with the very function and the very sum that the cluster uses.
 *
 * @param {(batch: readonly string[]) => BatchResult} countWords
 * @param {readonly string[][]} batches
 * @param {(tally: Tally) => void} onBatch
 */
export async function runAlone(countWords, batches, onBatch) {
  const tally = new Tally();
  const start = performance.now();
  for (const batch of batches) {
    tally.add(countWords(batch));
    onBatch(tally);
    // Costs microseconds, and lets Ctrl-C through.
    await nextTurn();
  }
  tally.elapsedMs = performance.now() - start;
  return tally;
}

/**
 * All batches over the cluster; results are summed up here as they come, while the workers go on.
 *
 * @param {import('zfarm').Cluster} cluster
 * @param {(batch: readonly string[]) => BatchResult} countWords
 * @param {readonly string[][]} batches
 * @param {(tally: Tally) => void} onBatch
 */
export async function runOnWorkers(cluster, countWords, batches, onBatch) {
  const tally = new Tally();
  const start = performance.now();
  const job = cluster.map(countWords, batches, { ordered: false });
  for await (const result of job) {
    tally.add(result);
    onBatch(tally);
  }
  tally.elapsedMs = performance.now() - start;
  return { tally, stats: job.stats };
}
