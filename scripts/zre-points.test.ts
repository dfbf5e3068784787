import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const zre = new URL('../packages/zre/', import.meta.url);
const POINTS = 48;

test(`each of the ${POINTS} points of ZRE has a test that bears its number`, () => {
  const files = ['src/core/', 'test/'].flatMap((folder) =>
    readdirSync(new URL(folder, zre))
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => readFileSync(new URL(folder + name, zre), 'utf8')),
  );
  const shown = new Set(files.flatMap(numbersOfTests));
  const all = Array.from({ length: POINTS }, (_, index) => index + 1);
  expect(all.filter((point) => !shown.has(point))).toEqual([]);
});

/** `it('3-5, 10: …')` shows 3, 4, 5 and 10. */
function numbersOfTests(source: string): number[] {
  return [...source.matchAll(/\bit\(\s*'([\d, -]+):/g)].flatMap(([, list = '']) =>
    list.split(',').flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    }),
  );
}
