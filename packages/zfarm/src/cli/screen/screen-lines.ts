/** What brings a terminal that shows some lines to show others: only lines that differ are written, so nothing flickers. */
export function changedLines(shown: readonly string[], wanted: readonly string[]): string {
  let text = '';
  for (let row = 0; row < Math.max(shown.length, wanted.length); row += 1) {
    const line = wanted[row] ?? '';
    if (line === (shown[row] ?? '')) continue;
    text += `\u001b[${row + 1};1H${line}\u001b[0m\u001b[K`;
  }
  return text;
}
