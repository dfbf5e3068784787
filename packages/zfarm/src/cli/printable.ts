// Control characters, and those that change the direction of text: what other machines say must not steer a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

/** Text that fits on one line of a terminal and does nothing to it. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, ' ').trim();
}
