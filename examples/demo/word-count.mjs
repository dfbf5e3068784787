import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {Map<string, number>} Counts
 * @typedef {{ pid: number, files: number, bytes: number, counts: Counts }} BatchResult
 */

/** Runs of letters of any alphabet; names such as `readFileSync` or `MAX_SIZE` are taken apart. */
const WORD = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+/gu;

/**
 * The map step: makes the function that counts the words of a batch of files. It is an ordinary closure. What it
 * uses (`folder`, `WORD`, `readFileSync`, `join`) travels with it; the files it reads where it runs.
 *
 * @param {string} folder
 * @returns {(batch: readonly string[]) => BatchResult}
 */
export function wordCounter(folder) {
  return (batch) => {
    const counts = new Map();
    let bytes = 0;
    for (const name of batch) {
      const content = readFileSync(join(folder, name));
      bytes += content.length;
      for (const found of content.toString().match(WORD) ?? []) {
        if (found.length < 2) continue;
        const word = found.toLowerCase();
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
    return { pid: process.pid, files: batch.length, bytes, counts };
  };
}

/**
 * The reduce step: adds the counts of one batch to the total.
 *
 * @param {Counts} total
 * @param {Counts} counts
 */
export function addCounts(total, counts) {
  for (const [word, count] of counts) total.set(word, (total.get(word) ?? 0) + count);
}

/**
 * Compares all words with all their counts.
 *
 * @param {Counts} expected
 * @param {Counts} actual
 * @returns {string | undefined} the first difference in words; undefined if there is none
 */
export function firstDifference(expected, actual) {
  for (const [word, count] of expected) {
    const other = actual.get(word) ?? 0;
    if (other !== count) return `"${word}" was counted ${other} times instead of ${count}`;
  }
  for (const word of actual.keys()) if (!expected.has(word)) return `"${word}" is in none of the files`;
  return undefined;
}

/**
 * @param {Counts} counts
 * @param {number} length
 * @returns {[string, number][]} the most frequent words, most frequent first
 */
export function topWords(counts, length) {
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, length);
}

/** @param {Counts} counts */
export function sumOfCounts(counts) {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}
