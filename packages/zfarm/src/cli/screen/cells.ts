// biome-ignore lint/suspicious/noControlCharactersInRegex: a sequence that colours begins with one.
const STYLE = /\u001b\[[\d;]*m/g;

const SEGMENTS: Intl.Segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** East Asian wide characters and emoji take two cells. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])/u;

const PLAIN = /^[\x20-\x7e]*$/;

/** How many cells of a terminal the text takes; colours take none. */
export function cellsOf(text: string): number {
  const bare = text.includes('\u001b') ? text.replace(STYLE, '') : text;
  if (PLAIN.test(bare)) return bare.length;
  let cells = 0;
  for (const { segment } of SEGMENTS.segment(bare)) cells += WIDE.test(segment) ? 2 : 1;
  return cells;
}

/** The start of an uncoloured text that fits; what is left out is told by an ellipsis. */
export function fitted(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text;
  let [start, used] = ['', 0];
  for (const { segment } of SEGMENTS.segment(text)) {
    used += cellsOf(segment);
    if (used > cells - 1) break;
    start += segment;
  }
  return cells <= 0 ? '' : `${start}…`;
}

/** The text in exactly so many cells. */
export function inCells(text: string, cells: number, side: 'left' | 'right' = 'left'): string {
  const start = fitted(text, cells);
  const space = ' '.repeat(Math.max(0, cells - cellsOf(start)));
  return side === 'left' ? start + space : space + start;
}
