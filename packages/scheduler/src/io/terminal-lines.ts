/** What of a terminal a display at its end needs to know. */
export interface TerminalSize {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** The lines of a text, cut so that each stays on its row and all stay on the screen. */
export function linesFor(text: string, { columns, rows }: TerminalSize): readonly string[] {
  // One column stays free: some terminals go to the next line after the last.
  const room = (columns || 80) - 1;
  return text
    .split('\n')
    .slice(0, Math.max(1, (rows || 24) - 1))
    .map((line) => line.slice(0, room));
}

/** Takes so many lines away, of which the cursor is on the last, and stays at the first. */
export function eraseLines(count: number): string {
  return count < 2 ? '\r\u001b[2K' : `\r\u001b[${count - 1}A\u001b[J`;
}
