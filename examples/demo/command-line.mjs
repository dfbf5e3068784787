import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DemoError } from './demo-error.mjs';

/** What is counted when no folder is given: the installed dependencies of this project, thousands of real files. */
const DEPENDENCIES = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** More would make the demo longer, not better. */
const BYTES_MAX = 64e6;

export const USAGE = `Usage: pnpm demo [folder] [--all]

Counts the words of all text files of a folder, alone and on two workers,
and once more while one of the two is killed. Without a folder it takes the
dependencies of this project.

  --all   count everything; without it the demo stops collecting at ${BYTES_MAX / 1e6} MB`;

/**
 * @param {readonly string[]} args
 * @returns {{ help: boolean, folder: string, label: string, bytesMax: number }}
 * @throws {DemoError}
 */
export function readCommandLine(args) {
  const { values, positionals } = parsed(args);
  if (positionals.length > 1) throw new DemoError(`One folder at a time; ${positionals.length} were given.`);
  const [folder] = positionals;
  return {
    help: values.help === true,
    folder: folder === undefined ? DEPENDENCIES : resolve(folder),
    label: folder ?? `${relative(process.cwd(), DEPENDENCIES) || '.'}, this project's dependencies`,
    bytesMax: values.all === true ? Number.POSITIVE_INFINITY : BYTES_MAX,
  };
}

/** @param {readonly string[]} args */
function parsed(args) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { all: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    const [what] = error.message.split('. ');
    throw new DemoError(`${what}. The demo takes a folder, --all and --help.`);
  }
}
