const NAMED: Readonly<Record<string, string>> = {
  '\u0003': 'ctrl-c',
  '\u001b': 'escape',
  '\r': 'enter',
  '\n': 'enter',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\t': 'tab',
  '\u001b[A': 'up',
  '\u001bOA': 'up',
  '\u001b[B': 'down',
  '\u001bOB': 'down',
  '\u001b[5~': 'page-up',
  '\u001b[6~': 'page-down',
  '\u001b[H': 'home',
  '\u001b[1~': 'home',
  '\u001b[F': 'end',
  '\u001b[4~': 'end',
};

/** A sequence that a key sends, else one character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: sequences begin with one.
const KEY = /\u001b(?:\[[\d;?]*[ -/]*[@-~]|O[@-~])|./gsu;

/** The keys of what a terminal has sent: names of some, else the characters; unknown sequences are left out. */
export function keysOf(text: string): string[] {
  return (text.match(KEY) ?? []).flatMap((part) => {
    const named = NAMED[part];
    if (named !== undefined) return [named];
    return /^\P{Cc}$/u.test(part) ? [part] : [];
  });
}

/** Calls back for each key from now on; the terminal is as it was when the process ends. */
export function readKeys(input: NodeJS.ReadStream, onKey: (key: string) => void): void {
  if (!input.isTTY) return;
  input.setRawMode(true);
  process.on('exit', () => input.setRawMode(false));
  input.setEncoding('utf8');
  input.on('data', (text: string) => {
    for (const key of keysOf(text)) onKey(key);
  });
  // A terminal that has gone away sends no keys; SIGHUP ends the program.
  input.on('error', () => {});
}
