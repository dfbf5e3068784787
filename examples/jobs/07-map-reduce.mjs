// The most frequent words of some texts: cut into words and counted on the workers, counts added up on the workers, too.
//   node examples/jobs/07-map-reduce.mjs README.md docs/*.md
import { readFile } from 'node:fs/promises';
import { mapReduce } from 'zfarm';

const files = process.argv.slice(2);
const texts = await Promise.all(
  (files.length > 0 ? files : [new URL('../../README.md', import.meta.url)]).map((file) =>
    readFile(file, 'utf8'),
  ),
);

function words(text) {
  const counts = new Map();
  for (const [word] of text.toLowerCase().matchAll(/\p{L}{4,}/gu))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function added(one, other) {
  const sum = new Map(one);
  for (const [word, count] of other) sum.set(word, (sum.get(word) ?? 0) + count);
  return sum;
}

const counts = await mapReduce(words, added, texts);
const top = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, 10);
for (const [word, count] of top) console.log(`${String(count).padStart(6)} ${word}`);
