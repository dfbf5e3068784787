import { cellsOf } from './cells.js';

/** What brings a terminal that shows some lines to show others: only lines that differ are written, so nothing flickers. */
export function changedLines(shown: readonly string[], wanted: readonly string[]): string {
  let text = '';
  for (let row = 0; row < Math.max(shown.length, wanted.length); row += 1) {
    const [old, line] = [shown[row] ?? '', wanted[row] ?? ''];
    if (line === old) continue;
    // Behind a line that fills the row it would clear the last cell of it.
    const rest = cellsOf(line) < cellsOf(old) ? '\u001b[K' : '';
    text += `\u001b[${row + 1};1H${line}\u001b[0m${rest}`;
  }
  return text;
}
