import { usageError } from './exit.js';

/** What stands for the line in a command: itself, its number, its text without ending, without folders, without both. */
const PLACES: readonly string[] = ['{}', '{#}', '{.}', '{/}', '{/.}'];

const PLACE = /\{(?:#|\/?\.|\/)?\}/;

/** An escaped character, a quoted text, blanks, a quote that is never closed, what a shell would act on, anything else. */
const PART = /\\(["'\\\s])|'([^']*)'|"((?:\\["\\]|[^"])*)"|(\s+)|(["'])|([|&;<>`]|\$[\w({])|./gs;

const SHELL_EXPANDS = /`|\$[\w({]/;

/**
 * The words of a command, with the places for the line in them: quotes and backslashes hold them together as in a shell,
 * and nothing else has a meaning, since no shell sees them. A command without a place gets the line as its last word.
 *
 * @throws CliError for what only a shell could do
 */
export function commandWords(template: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [part, escaped, single, double, blanks, open, special] of template.matchAll(PART)) {
    if (open !== undefined) throw usageError(`--exec has a ${open} that is never closed: ${template}`);
    const expanded = special ?? SHELL_EXPANDS.exec(double ?? '')?.[0];
    if (expanded !== undefined) throw needsShell(expanded);
    if (blanks === undefined) {
      word = (word ?? '') + (escaped ?? single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? part);
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  if (words.length === 0) throw usageError("--exec is empty; give a command, as in --exec 'gzip {}'");
  return words.some((each) => PLACE.test(each)) ? words : [...words, '{}'];
}

function needsShell(what: string): Error {
  return usageError(
    `--exec: ${what} has a meaning for a shell, and none runs here; put it in single quotes, or add --shell`,
  );
}

/** Not the `{#}` of `${#}`, which is the shell's. */
const SHELL_PART = /\\.|\$\(|(?<!\$)\{(?:#|\/?\.|\/)?\}|./gs;

/**
 * The words that have `sh` run this text, with the places for the line as its parameters. A shell never reads the value of
 * a parameter as code, so whatever stands in the line stays data.
 */
export function shellWords(template: string): string[] {
  if (template.trim() === '')
    throw usageError("--exec is empty; give a shell line, as in --exec 'wc -l < {}'");
  const open: string[] = [];
  let text = '';
  let places = 0;
  for (const [part] of template.matchAll(SHELL_PART)) {
    const place = PLACES.indexOf(part);
    if (place < 0) {
      text += part;
      follow(open, part);
    } else {
      text += parameter(place + 1, open.at(-1));
      places += 1;
    }
  }
  return ['sh', '-c', places > 0 ? text : `${text} "$1"`, 'sh', ...PLACES];
}

/** One word, whatever quotes it stands in. */
function parameter(number: number, quote: string | undefined): string {
  if (quote === '"') return `\${${number}}`;
  return quote === "'" ? `'"$${number}"'` : `"$${number}"`;
}

/** Keeps track of the quotes and brackets that are open, innermost last. */
function follow(open: string[], part: string): void {
  const inner = open.at(-1);
  if (inner === "'") {
    // A backslash has no meaning there.
    if (part.endsWith("'")) open.pop();
  } else if (part === '"' || part === '`') {
    if (inner === part) open.pop();
    else open.push(part);
  } else if (part === '$(' || (inner !== '"' && (part === '(' || part === "'"))) {
    open.push(part.slice(-1));
  } else if (part === ')' && inner === '(') open.pop();
}
