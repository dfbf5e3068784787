import pc from 'picocolors';

/** Colours for one stream: none unless it is a terminal that wants them (https://no-color.org). */
export function colorsFor(stream: { readonly isTTY?: boolean }): ReturnType<typeof pc.createColors> {
  const { NO_COLOR = '', TERM } = process.env;
  return pc.createColors(stream.isTTY === true && NO_COLOR === '' && TERM !== 'dumb');
}

/** Whether a screen can be drawn on it: a dumb terminal shows lines only, one after the other. */
export function isScreen(stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}

export function countOf(count: number, one: string): string {
  return `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;
}

/** Waits until everything written has left, since `process.exit` drops what waits for a pipe. */
export async function flush(stream: NodeJS.WriteStream): Promise<void> {
  if (!stream.writable) return;
  await new Promise<void>((resolve) => stream.write('', () => resolve()));
}

let tidy: () => void = () => {};

/** What is to be done with the terminal before an error is told on it. */
export function beforeLastWords(act: () => void): void {
  tidy = act;
}

export function prepareLastWords(): void {
  tidy();
}
