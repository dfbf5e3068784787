import { CliError } from './exit.js';
import { jsonGap } from './json-gap.js';

/** Makes the output of one result; `line` is the number of its line of input, unless that is not known. */
export type ResultText = (result: unknown, line: number | undefined) => string;

/**
 * A result as one line of output, text as it is; a string with line ends of its own makes several.
 *
 * @throws CliError for what neither text nor JSON can say
 */
export function plainText(result: unknown, line: number | undefined): string {
  if (typeof result === 'string') return result;
  if (result === undefined) return '';
  return typeof result === 'bigint' ? String(result) : json(result, line);
}

/** A result as one line of JSON; for no result at all, null. @throws CliError for what JSON cannot say */
export function jsonText(result: unknown, line: number | undefined): string {
  return json(result ?? null, line);
}

function json(result: unknown, line: number | undefined): string {
  const gap = jsonGap(result);
  if (gap === undefined) return JSON.stringify(result);
  const whose = line === undefined ? 'a line (leave --unordered out to see which)' : `line ${line}`;
  const where = gap.path === '' ? 'is' : `has at ${gap.path}`;
  throw new CliError(
    `the result of ${whose} ${where} ${gap.what}, which JSON cannot say; return text, finite numbers, arrays or plain objects`,
  );
}
