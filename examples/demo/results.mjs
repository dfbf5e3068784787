import { availableParallelism } from 'node:os';
import { megabytes, seconds, speed, table, whole } from './report.mjs';
import { sumOfCounts, topWords } from './word-count.mjs';

/**
 * @typedef {import('./report.mjs').Report} Report
 * @typedef {import('./runs.mjs').Tally} Tally
 */

const WORDS_SHOWN = 12;
const WORDS_IN_LINE = 3;

/**
 * How long each way took, and the speed-up.
 *
 * @param {import('./checks.mjs').Input} input
 * @param {readonly import('./checks.mjs').Round[]} rounds
 * @param {number} workers
 * @param {Report} report
 */
export function tellTimes({ bytes, isSmall }, rounds, workers, report) {
  const times = rounds.map((round) => [round.alone.elapsedMs, round.workers.tally.elapsedMs]);
  const medians = [0, 1].map((way) => median(times.map((both) => both[way])));
  const cells = (both) => both.flatMap((ms) => [`${seconds(ms)} s`, `${speed(bytes, ms)} MB/s`]);
  const rows = times.map((both, index) => [`round ${index + 1}`, ...cells(both)]);
  const lines = table([['', 'alone', '', 'workers', ''], ...rows, ['median', ...cells(medians)]]);
  for (const line of lines) report.line(line);
  if (isSmall) {
    report.line('So little text says nothing about speed: to send it costs more than to count it.');
    return;
  }
  report.line(`Two workers are ${(medians[0] / medians[1]).toFixed(2)} times as fast as one process alone.`);
  const processors = availableParallelism();
  if (processors <= workers) {
    report.line(`(The three processes share ${processors} processors, so 2.00 is out of reach.)`);
  }
}

/**
 * What each worker has done.
 *
 * @param {Tally} tally
 * @param {import('./worker-processes.mjs').WorkerProcesses} workers
 * @param {Report} report
 */
export function tellShares(tally, workers, report) {
  const rows = workers.all.map(({ name, pid }) => {
    const { files, bytes, batches } = tally.shares.get(pid) ?? { files: 0, bytes: 0, batches: 0 };
    return [name, whole(files), megabytes(bytes), whole(batches)];
  });
  report.line();
  for (const line of table([['last round', 'files', 'MB', 'batches'], ...rows])) report.line(line);
}

/**
 * The top of the index.
 *
 * @param {import('./word-count.mjs').Counts} counts
 * @param {Report} report
 */
export function tellWords(counts, report) {
  report.line();
  report.line(`The most frequent of ${whole(counts.size)} words, ${whole(sumOfCounts(counts))} in all:`);
  const cells = topWords(counts, WORDS_SHOWN).map(
    ([word, count]) => `${whole(count).padStart(9)} ${word.slice(0, 14).padEnd(14)}`,
  );
  while (cells.length > 0) report.line(cells.splice(0, WORDS_IN_LINE).join('').trimEnd());
}

/** @param {readonly number[]} numbers */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}
