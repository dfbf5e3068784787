import { CliError } from './exit.js';

/** A result as one line of output; a string with line ends of its own makes several. */
export function plainText(result: unknown): string {
  if (typeof result === 'string') return result;
  if (result === undefined) return '';
  return typeof result === 'bigint' ? String(result) : jsonText(result);
}

/** A result as one line of JSON; what JSON does not know, such as `undefined`, is null. @throws CliError */
export function jsonText(result: unknown): string {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (cause) {
    throw new CliError(
      `a result cannot be written as JSON (${(cause as Error).message}); return text, numbers, arrays or plain objects`,
      { cause },
    );
  }
}
