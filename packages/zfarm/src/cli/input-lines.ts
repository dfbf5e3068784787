import { StringDecoder } from 'node:string_decoder';
import { CliError } from './exit.js';

/** Longest line taken: a file without line ends must not fill the memory before anybody notices. */
const LINE_CHARACTERS_MAX = 64 * 1024 * 1024;

/**
 * The lines of a stream of UTF-8, without their ends (LF or CRLF), read no faster than they are taken. A last line
 * needs no end. Unlike `readline` it splits at nothing else, since JSON may contain U+2028.
 *
 * @throws CliError for a line longer than 64 Mi characters
 */
export async function* inputLines(
  chunks: AsyncIterable<Uint8Array>,
  charactersMax: number = LINE_CHARACTERS_MAX,
): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let characters = 0;
  let lines = 0;
  for await (const chunk of chunks) {
    const [first = '', ...rest] = decoder.write(chunk as Buffer).split('\n');
    parts.push(first);
    characters += first.length;
    if (characters > charactersMax) {
      throw new CliError(`line ${lines + 1} has more than ${charactersMax} characters; is it text?`);
    }
    for (const part of rest) {
      yield withoutReturn(parts.join(''));
      lines += 1;
      parts = [part];
      characters = part.length;
    }
  }
  const last = parts.join('') + decoder.end();
  if (last !== '') yield withoutReturn(last);
}

/** Each line is a JSON value. @throws CliError that names the line which is not */
export async function* jsonLines(lines: AsyncIterable<string>): AsyncGenerator<unknown, void, undefined> {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    try {
      yield JSON.parse(line);
    } catch (cause) {
      const what = line.trim() === '' ? 'is empty' : `is not JSON (${(cause as Error).message})`;
      throw new CliError(`line ${number} ${what}; --ndjson takes one JSON value on each line`, { cause });
    }
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
